import { createHash } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeHashIndex, encodeHashIndex } from "../../../../filters/index.ts";
import { perceptualHash } from "../../../../filters/perceptual-hash.ts";
import { parsePolicy } from "../../../../filters/policies.ts";
import type { Pixels } from "../../../../models/index.ts";
import { type OutputGate, openOutputGate } from "../../../../src/gate/output/output-filter.ts";
import { isBroken, rejudge } from "../../../../src/gate/output/rejudge.ts";
import { readHashes } from "../../../../src/gate/output/training-hashes.ts";
import { openPromptGate, type PromptGate } from "../../../../src/gate/prompt/prompt-gate.ts";
import type { StageImage } from "../../../../src/pipelines/generate/output-filter.ts";
import { loadPolicy } from "../../../../src/policy/load.ts";
import { drawnPicture } from "../../../support/gate-pictures.ts";

const lineage = { dataset: "shapes", fingerprint: "f".repeat(64) };
const trained = drawnPicture(96, 96);
const hashes = () => decodeHashIndex(encodeHashIndex([perceptualHash(trained) ?? ""], lineage), "x");

let prompts: PromptGate;
let gate: OutputGate;

beforeAll(async () => {
  prompts = await openPromptGate({ device: "cpu" });
  gate = await openOutputGate({ device: "cpu", promptGate: prompts, hashes: hashes() });
});

afterAll(async () => {
  await gate.close();
  await prompts.close();
});

const image = (pixels: Pixels, rest: Partial<StageImage> = {}): StageImage => ({
  stage: "super",
  size: pixels.width,
  image: 0,
  prompt: "a red fox",
  pixels,
  finite: true,
  memorisation: null,
  ...rest,
});

/** A landscape of soft hills: nothing that any filter knows. */
const hills: Pixels = {
  width: 128,
  height: 128,
  data: Uint8Array.from({ length: 3 * 128 * 128 }, (_, i) => {
    const [x, y, c] = [Math.floor(i / 3) % 128, Math.floor(i / 384), i % 3];
    return y > 70 + 12 * Math.sin(x / 20)
      ? ([60, 140, 70][c] ?? 0)
      : ([140 + y / 2, 180 + y / 3, 235][c] ?? 0);
  }),
};

describe("output gate", () => {
  it("lets a harmless picture pass and keeps all its scores", async () => {
    const [verdict] = await gate.judge([image(hills)]);
    expect(verdict).toMatchObject({ pass: true });
    for (const name of [
      "image_porn",
      "image_score",
      "image_agree",
      "nearest_training",
      "degenerate_noise",
      "prompt_context_people",
      "finite",
      "size",
    ])
      expect(verdict?.scores).toHaveProperty(name);
    expect(verdict?.scores["ocr_checked"]).toBe(false);
    expect(gate.notChecked).toEqual([
      "text in images: no model that reads text is pulled; to check: sluice models pull ppocr-v4",
    ]);
  });

  it("tells a broken picture from a blocked one", async () => {
    const black = { ...hills, data: new Uint8Array(hills.data.length) };
    const noise = {
      ...hills,
      data: Uint8Array.from(hills.data, (_, i) => (Math.imul(i + 1, 2654435761) >>> 16) & 255),
    };
    const verdicts = await gate.judge([image(black, { finite: false }), image(black), image(noise)]);
    const first = verdicts.map((verdict) => (verdict.pass ? "pass" : verdict.rules[0]));
    expect(first).toEqual(["not-finite", "flat", "noise"]);
    for (const verdict of verdicts) if (!verdict.pass) expect(isBroken(verdict.rules)).toBe(true);
    expect(isBroken(["image-porn", "flat"])).toBe(false);
  });

  it("blocks a copy of a training picture, mirrored and at another size as well", async () => {
    const mirrored = {
      ...trained,
      data: Uint8Array.from(trained.data, (_, i) => {
        const [x, y, c] = [Math.floor(i / 3) % 96, Math.floor(i / 288), i % 3];
        return trained.data[3 * (y * 96 + 95 - x) + c] ?? 0;
      }),
    };
    for (const pixels of [trained, mirrored]) {
      const [verdict] = await gate.judge([image(pixels)]);
      expect(verdict).toMatchObject({ pass: false, rules: expect.arrayContaining(["training-copy"]) });
    }
  });

  it("judges prompt and picture together: the same scores pass for a fox and not for a child", async () => {
    const [verdict] = await gate.judge([image(hills)]);
    const policy = await loadPolicy("gate/image");
    const scores = { ...verdict?.scores, image_porn: 0.2, image_sexy: 0.2, image_hentai: 0 };
    const decisions = await rejudge(
      [
        scores,
        { ...scores, prompt_context_minors: 1 },
        { ...scores, prompt_context_people: 1, image_sexy: 0.4 },
        // The panel says it where the first model does not.
        { ...verdict?.scores, prompt_context_minors: 1, image_score: 0.3 },
        { ...verdict?.scores, prompt_context_people: 1, image_score: 0.5 },
      ],
      policy,
    );
    expect(decisions.map(({ action, rules }) => [action, rules[0]])).toEqual([
      ["pass", undefined],
      ["block", "minors-and-image"],
      ["block", "person-and-image"],
      ["block", "minors-and-image"],
      ["block", "person-and-image"],
    ]);
  });
});

describe("image policy", () => {
  it("asks for more certainty of small pictures, as it was calibrated", async () => {
    const [verdict] = await gate.judge([image(hills)]);
    const policy = await loadPolicy("gate/image");
    const cuts = [
      [32, 0.87],
      [64, 0.73],
      [128, 0.73],
      [256, 0.5],
      [1024, 0.5],
    ] as const;
    for (const [size, cut] of cuts) {
      const at = (image_score: number) => ({ ...verdict?.scores, size, image_score });
      const actions = (await rejudge([at(cut - 0.005), at(cut + 0.005)], policy)).map(({ action }) => action);
      expect(actions, String(size)).toEqual(["flag", "block"]);
    }
  });

  it("marks a picture for which guidance pulled as it does for memorised captions", async () => {
    const [verdict] = await gate.judge([image(hills, { memorisation: 0.08 * Math.sqrt(3 * 128 ** 2) })]);
    const policy = await loadPolicy("gate/image");
    const [decision] = await rejudge([verdict?.scores ?? {}], policy);
    expect(decision).toMatchObject({ action: "flag", rules: ["memorised"] });
  });
});

describe("output gate, failing closed", () => {
  it("blocks the picture that breaks a filter, and that one alone", async () => {
    const torn = { width: 128, height: 128, data: undefined } as unknown as Pixels;
    const [broken, whole] = await gate.judge([image(torn), image(hills, { image: 1 })]);
    expect(broken).toMatchObject({ pass: false });
    if (broken?.pass === false) expect(broken.rules).toContain("unmeasured:image_porn");
    expect(whole).toMatchObject({ pass: true });
  });

  it("blocks when a needed score is missing or no number, for every filter", async () => {
    const [verdict] = await gate.judge([image(hills)]);
    const policy = await loadPolicy("gate/image");
    const needed = [...new Set(policy.rules.flatMap(({ needs = [] }) => needs))];
    expect(needed.length).toBeGreaterThan(8);
    for (const column of needed)
      for (const value of [null, Number.NaN]) {
        const [decision] = await rejudge([{ ...verdict?.scores, [column]: value }], policy);
        expect(decision).toMatchObject({ action: "block", unmeasured: [column] });
      }
  });

  it("does not open without the training set's hashes, or with changed ones", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sluice-hashes-"));
    const path = join(folder, "training.phash");
    const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    const bytes = Buffer.from(encodeHashIndex(["0123456789abcdef"], lineage));
    const pinned = digest(bytes);
    await expect(readHashes(path, pinned, lineage)).rejects.toMatchObject({ exitCode: 3 });
    await writeFile(path, bytes);
    expect((await readHashes(path, pinned, lineage)).upper).toHaveLength(1);
    await expect(readHashes(path, pinned, { ...lineage, fingerprint: "other" })).rejects.toThrow(
      /hashes of other data/u,
    );
    await writeFile(path, encodeHashIndex(["fedcba9876543210"], lineage));
    await expect(readHashes(path, pinned, lineage)).rejects.toThrow(/and the manifest says/u);
    bytes[bytes.length - 1] = 0;
    await writeFile(path, bytes);
    await expect(readHashes(path, digest(bytes), lineage)).rejects.toThrow("it is torn or was changed");
  });

  it("says so where a steward does without them", async () => {
    const open = await openOutputGate({
      device: "cpu",
      promptGate: prompts,
      hashes: { exception: "no index, r3" },
    });
    expect(open.notChecked).toContain("copies of the training set: no index, r3");
    expect((await open.judge([image(trained)]))[0]?.pass).toBe(true);
    await open.close();
  });
});

describe("rejudging", () => {
  it("decides old images anew under another policy, with its digest", async () => {
    const policy = (cut: number) =>
      parsePolicy(
        `name: own\nversion: 1\ndescription: x\nrules:\n  - { id: porn, reason: r, when: image_porn >= ${cut}, action: drop, needs: [image_porn] }\n`,
        "own",
      );
    const rows = [{ image_porn: 0.4 }, { image_porn: 0.6 }];
    const [loose, strict] = [await rejudge(rows, policy(0.5)), await rejudge(rows, policy(0.3))];
    expect(loose.map(({ action }) => action)).toEqual(["pass", "block"]);
    expect(strict.map(({ action }) => action)).toEqual(["block", "block"]);
    expect(loose[0]?.policySha256).not.toBe(strict[0]?.policySha256);
  });
});

describe("hash index", () => {
  it("gives back what went in, sorted and once, whatever the order", () => {
    const hash = fc.bigInt(0n, 2n ** 64n - 1n).map((value) => value.toString(16).padStart(16, "0"));
    fc.assert(
      fc.property(fc.array(hash, { maxLength: 30 }), (list) => {
        const bytes = encodeHashIndex(list, lineage);
        expect(encodeHashIndex([...list].reverse(), lineage)).toEqual(bytes);
        const { upper, lower, dataset } = decodeHashIndex(bytes, "x");
        const words = [...upper].map((word, i) =>
          [word, lower[i] ?? 0].map((part) => part.toString(16).padStart(8, "0")).join(""),
        );
        expect(words).toEqual([...new Set(list)].sort());
        expect(dataset).toBe("shapes");
      }),
    );
    expect(() => encodeHashIndex(["xyz"], lineage)).toThrow("wanted 16 hexadecimal digits");
  });
});
