import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { decodeHashIndex, encodeHashIndex, perceptualHash } from "../../../../filters/index.ts";
import { readManifest } from "../../../../models/index.ts";
import { elsewhereClaim, namedElsewhere } from "../../../../src/gate/elsewhere.ts";
import { openOutputGate } from "../../../../src/gate/output/output-filter.ts";
import { ownHashes } from "../../../../src/gate/output/own-hashes.ts";
import { openPromptGate } from "../../../../src/gate/prompt/prompt-gate.ts";
import { exchanged } from "../../../../src/gate/roster/people.ts";
import { filtersDigest } from "../../../../src/gate/scores.ts";
import type { ImageJudged } from "../../../../src/ledger/image-events.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { takePicture } from "../../../../src/outside/elsewhere/picture.ts";
import { takeIn } from "../../../../src/outside/elsewhere/take-in.ts";
import { foreignMaker, grantedElsewhere, handedIn } from "../../../attack/steps.ts";
import { allowList, judged, world } from "../../../support/gate-world.ts";

const at = (name: string) => join(mkdtempSync(join(tmpdir(), "sluice-elsewhere-")), name);
const svg = (width: number, height: number) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90" width="${width}" height="${height}"><rect width="90" height="90" fill="#eef"/><circle cx="40" cy="40" r="30" fill="#d22"/><rect x="4" y="60" width="20" height="14" fill="#333"/></svg>`,
  );

describe("a model that draws elsewhere", () => {
  it("has an id of its own for each name, which is no model's here", () => {
    const [one, two] = [elsewhereClaim("Some Model/2"), elsewhereClaim("some model 2")];
    expect(one.id).toMatch(/^elsewhere-some-model-2-[0-9a-f]{8}$/u);
    expect(new Set([one.id, two.id, one.manifest, two.manifest]).size).toBe(4);
    expect(elsewhereClaim("模型").id).toMatch(/^elsewhere-model-[0-9a-f]{8}$/u);
    expect(namedElsewhere("elsewhere:Some Model/2")).toEqual(one);
    expect(namedElsewhere("illustrator")).toBeNull();
  });

  it.each(['a"b', "<x>", "a\u202eb", "a\u001b[31m", "", " a", "a".repeat(101)])(
    "is not called %j: names stand in metadata and on screens",
    (name) => {
      expect(() => elsewhereClaim(name)).toThrow(/^Cannot use model/u);
    },
  );
});

describe("a picture made elsewhere", () => {
  it("comes in by who asked for it, under an exception that holds, and once", async () => {
    const w = await world();
    const granted = await grantedElsewhere(w);
    const judgement = judged(granted.request, 0, "pass") as ImageJudged;
    const measured = {
      ...judgement,
      stages: judgement.stages.map((one) => ({ ...one, stage: "elsewhere" })),
    };
    await expect(w.gate.act(w.keys.ann, measured)).rejects.toThrow("is not generating");
    await expect(w.gate.act(w.keys.both, handedIn(granted))).rejects.toThrow("only the person who asked");
    const other = { ...handedIn(granted), exception: 1 };
    await expect(w.gate.act(w.keys.ann, other)).rejects.toThrow("entry 1 is no exception for this manifest");
    await w.gate.act(w.keys.ann, handedIn(granted));
    // A crash came between: the same is handed in once more.
    await w.gate.act(w.keys.ann, handedIn(granted));
    await expect(w.gate.act(w.keys.ann, judgement)).rejects.toThrow('its generation has no stage "base"');
    await w.gate.act(w.keys.ann, measured);
    await expect(w.gate.act(w.keys.ann, handedIn(granted))).rejects.toThrow("is done, not granted");
    const late = await grantedElsewhere(w);
    w.clock += 2 * 3_600_000;
    await expect(w.gate.act(w.keys.ann, handedIn(late))).rejects.toThrow("has ended");
  });

  it("is held against the training sets of every model here", async () => {
    const found = await ownHashes();
    if ("exception" in found) throw new Error(found.exception);
    const { lineage } = readManifest("illustrator") as { readonly lineage?: { readonly dataset: string } };
    const file = decodeHashIndex(readFileSync("models/illustrator/training.phash"), "own");
    expect(found.dataset).toContain(lineage?.dataset);
    expect(found.upper.length).toBeGreaterThanOrEqual(file.upper.length);
  });

  it("is blocked as a copy where its like was trained on, and kept sealed as blocked", async () => {
    const path = at("one.png");
    await sharp(svg(90, 90)).png().toFile(path);
    const picture = await takePicture(path);
    const data = { dataset: "somebody's", fingerprint: "f" };
    const hashes = decodeHashIndex(encodeHashIndex([perceptualHash(picture.pixels) ?? ""], data), "test");
    const prompts = await openPromptGate({ device: "cpu" });
    const output = await openOutputGate({ device: "cpu", promptGate: prompts, hashes });
    const w = await world((files) => {
      const policies = { ...allowList.policies, image: [output.policy.sha256] };
      const image = [filtersDigest([...output.filters, ...prompts.filters])];
      const filters = { ...allowList.filters, image };
      files["allowed.yaml"] = JSON.stringify({ ...allowList, policies, filters });
    });
    const recipients = [await identityToRecipient(await generateX25519Identity())];
    await w.gate.act(w.keys.cy, ({ people }) => ({
      type: "roster-changed",
      people: exchanged(people.values(), { ...w.people.bo, recipients }),
      reason: seal("a test"),
    }));
    const { id: model, manifest, stated } = foreignMaker;
    const granted = await grantedElsewhere(w);
    const row = { prompt: "a red circle", negative: null, seed: 1, model: stated, file: "one.png", path };
    const taken = await takeIn(
      { gate: w.gate, key: w.keys.ann, prompts, output, now: () => new Date(w.clock) },
      { row, picture, ...granted, model, manifest },
    );
    await output.close();
    await prompts.close();
    expect(taken).toMatchObject({ verdict: "block", rules: ["training-copy", "training-near"] });
    expect(w.gate.state.images.get(taken.image)?.judged).toMatchObject({
      verdict: "block",
      stages: [{ stage: "elsewhere", size: 90 }],
      sealed: { bytes: expect.any(Number) },
    });
    expect(w.gate.state.requests.get(granted.request)?.status).toBe("done");
  });

  it.each([
    [8, 8],
    [5000, 20],
  ])("of %i × %i pixels is not taken in", async (width, height) => {
    const path = at("odd.png");
    await sharp(svg(90, 90)).resize(width, height, { fit: "fill" }).png().toFile(path);
    await expect(takePicture(path)).rejects.toThrow(/wanted sides of 16 to 4096 pixels/u);
  });
});
