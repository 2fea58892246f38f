import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claimsOf } from "../../../../src/gate/model-claims.ts";
import { type ModelClaims, modelStandingOf } from "../../../../src/gate/preconditions.ts";
import type { GateEvent } from "../../../../src/ledger/event.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { loadModel } from "../../../../src/pipelines/generate/load-model.ts";
import { factLines } from "../../../../src/screens/gate/detail.ts";
import { factsOf } from "../../../../src/verbs/facts.ts";
import { openGeneration } from "../../../../src/verbs/generation.ts";
import { openRequest } from "../../../../src/verbs/wish.ts";
import { approval, asked, sessionAt, type World, world } from "../../../support/gate-world.ts";
import { deepFloyd } from "../../../support/tiny-folders.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-standing-"));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const shipped = join(import.meta.dirname, "../../../../datasets/illustrations/card/card.yaml");

let w: World;
let illustrator: ModelClaims;
beforeAll(async () => {
  w = await world();
  illustrator = await claimsOf("illustrator");
});

/** A folder of datasets whose card is the shipped one after a change, and claims that name that very card. */
function withCard(name: string, change: (text: string) => string) {
  const text = change(readFileSync(shipped, "utf8"));
  const datasets = join(folder, name);
  mkdirSync(join(datasets, "illustrations/card"), { recursive: true });
  writeFileSync(join(datasets, "illustrations/card/card.yaml"), text);
  const cardSha256 = createHash("sha256").update(text).digest("hex");
  const lineage = illustrator.lineage && { ...illustrator.lineage, cardSha256 };
  return { datasets, model: { ...illustrator, lineage } };
}

const why = async ({ datasets, model }: ReturnType<typeof withCard>) => {
  const found = await modelStandingOf(w.gate.state, model, w.clock, datasets);
  return found.standing === "green" ? "green" : found.why.reason;
};

describe("a model's standing", () => {
  it("is green by the card that ships, and says what its manifest pins of the training set's hashes", async () => {
    expect(await modelStandingOf(w.gate.state, illustrator, w.clock)).toEqual({ standing: "green" });
    const bytes = readFileSync(join(illustrator.folder, "training.phash"));
    expect(illustrator.hashes).toBe(createHash("sha256").update(bytes).digest("hex"));
  });

  it("is refused where the card describes other data than the model was trained on", async () => {
    const fingerprint = illustrator.lineage?.fingerprint ?? "";
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/u);
    const same = withCard("same", (text) => text);
    expect(await why(same)).toBe("green");
    const other = {
      ...same,
      model: {
        ...same.model,
        lineage: same.model.lineage && { ...same.model.lineage, fingerprint: "0".repeat(64) },
      },
    };
    expect(await why(other)).toMatch(
      /card describes other data than the model was trained on \(fingerprint [0-9a-f]{12}…, wanted 000000000000…\); a steward may/u,
    );
    const silent = withCard("silent", (text) =>
      text.replace(`fingerprint: ${fingerprint}`, "fingerprint: null"),
    );
    expect(await why(silent)).toMatch(/\(fingerprint none, wanted/u);
  });

  it("is refused without its card, with another one, a link, or an unanswered question", async () => {
    const changed = withCard("changed", (text) => text);
    writeFileSync(join(changed.datasets, "illustrations/card/card.yaml"), "schema: sluice.card/1\n");
    expect(await why(changed)).toMatch(/is not the one that model illustrator names/u);
    rmSync(join(changed.datasets, "illustrations/card/card.yaml"));
    expect(await why(changed)).toMatch(/has no card at/u);
    symlinkSync(shipped, join(changed.datasets, "illustrations/card/card.yaml"));
    expect(await why(changed)).toMatch(/has no card at/u);
    const open = withCard("open", (text) =>
      text.replace(/^ {4}evidence: [0-9a-f]{64}$/gmu, `    evidence: ${"a".repeat(64)}`),
    );
    expect(await why(open)).toMatch(/card is not green for internal: \S+ stale/u);
    const damaged = withCard("damaged", () => "schema: sluice.card/1\nfacts: [");
    expect(await why(damaged)).toMatch(/card/u);
  });

  it("may rest on a steward's exception for this very manifest, for a time", async () => {
    const tiny = await claimsOf("tiny-cascade");
    expect(await modelStandingOf(w.gate.state, tiny, w.clock)).toMatchObject({
      standing: "refused",
      why: {
        rule: "no-card",
        reason: expect.stringMatching(/names no card .*; a steward may make an exception/u),
      },
    });
    const expires = new Date(w.clock + 3_600_000).toISOString();
    const { seq } = await w.gate.act(w.keys.cy, {
      type: "exception",
      model: tiny.id,
      manifest: tiny.manifest,
      reason: seal("tests"),
      expires,
    });
    expect(await modelStandingOf(w.gate.state, tiny, w.clock)).toMatchObject({ standing: "exception", seq });
    expect(await modelStandingOf(w.gate.state, tiny, w.clock + 3_600_001)).toMatchObject({
      standing: "refused",
    });
    const other = { ...tiny, manifest: "0".repeat(64) };
    expect(await modelStandingOf(w.gate.state, other, w.clock)).toMatchObject({ standing: "refused" });
  });

  it("holds a copy of a model in a folder against the same card, by another id than the shipped one's", async () => {
    const copy = join(folder, "illustrator");
    const manifest = JSON.parse(readFileSync(join(illustrator.folder, "model.json"), "utf8"));
    const write = (change: object) =>
      writeFileSync(join(copy, "model.json"), JSON.stringify({ ...manifest, ...change }));
    mkdirSync(copy);
    write({ title: "changed" });
    const claims = await claimsOf(copy);
    expect(claims).toEqual({
      ...illustrator,
      id: "folder-illustrator",
      named: copy,
      folder: copy,
      manifest: expect.not.stringMatching(illustrator.manifest),
    });
    expect(await modelStandingOf(w.gate.state, claims, w.clock)).toEqual({ standing: "green" });
    // Its maker need not name a training set: then a steward answers for it.
    write({ lineage: undefined });
    const without = await claimsOf(copy);
    expect(without).toMatchObject({ id: "folder-illustrator", lineage: null });
    expect(await modelStandingOf(w.gate.state, without, w.clock)).toMatchObject({
      standing: "refused",
      why: {
        rule: "no-training-set",
        reason: `model folder-illustrator names no training set; a steward may make an exception: sluice gate except ${copy} --reason …`,
      },
    });
    write({ kind: "text-encoder" });
    await expect(claimsOf(copy)).rejects.toMatchObject({
      exitCode: 2,
      message: `Cannot use model "${copy}": wanted a cascade, which makes images`,
    });
    rmSync(join(copy, "model.json"));
    await expect(claimsOf(copy)).rejects.toThrow(
      "wanted a folder with model.json or cascade.json or model_index.json",
    );
  });

  it("serves no request that was approved for another manifest of the same name", async () => {
    const [approved, other] = ["one", "two"].map((home) => {
      const path = deepFloyd(join(folder, home, "deepfloyd"));
      const manifest = JSON.parse(readFileSync(join(path, "cascade.json"), "utf8"));
      writeFileSync(join(path, "cascade.json"), JSON.stringify({ ...manifest, title: home }));
      return path;
    }) as [string, string];
    const [mine, theirs] = [await claimsOf(approved), await claimsOf(other)];
    expect([mine.id, mine.manifest === theirs.manifest]).toEqual([theirs.id, false]);
    const { id: model, manifest } = mine;
    const { seq } = await w.gate.act(w.keys.ann, { ...asked(), model, manifest } as GateEvent);
    const request = `r${seq}`;
    await w.gate.act(w.keys.bo, approval(request, w.clock));
    expect(factLines(request, factsOf(sessionAt(w, "ann"), request), false)).toContainEqual([
      "manifest",
      manifest,
    ]);
    const generation = async (named: string) =>
      openGeneration({
        gate: w.gate,
        cascade: await loadModel(named),
        key: w.keys.ann,
        requests: [request],
        model: named,
        device: "cpu",
        now: () => new Date(w.clock),
      });
    await expect(generation(other)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(
        new RegExp(
          `^Cannot generate with deepfloyd: request ${request} is for deepfloyd with manifest .*$`,
          "u",
        ),
      ),
    });
    await expect(generation(approved)).rejects.toThrow(/names no training set/u);
    const wish = { model, prompt: "a red circle", negative: null, images: 1, seed: 1, purpose: null };
    const open = (of: string) =>
      openRequest(w.gate.state, w.people.ann.id, { ...wish, manifest: of }, w.clock)?.id ?? null;
    expect([open(manifest), open(theirs.manifest)]).toEqual([request, null]);
  });

  it("takes no path from a manifest for a training set's name", async () => {
    const lineage = illustrator.lineage && { ...illustrator.lineage, dataset: "../illustrations" };
    cpSync(shipped, join(folder, "card.yaml"));
    expect(await modelStandingOf(w.gate.state, { ...illustrator, lineage }, w.clock)).toMatchObject({
      standing: "refused",
      why: {
        rule: "no-training-set",
        reason: expect.stringMatching(/a training set that cannot be one/u),
      },
    });
  });
});
