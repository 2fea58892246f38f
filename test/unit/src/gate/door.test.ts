import { copyFileSync, cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Cascade } from "../../../../models/index.ts";
import { type Drawing, draw } from "../../../../src/gate/door/draw.ts";
import type { Outcome } from "../../../../src/pipelines/generate/outcome.ts";
import { memoryStore } from "../../../../src/pipelines/generate/stage-store.ts";
import { otherModel } from "../../../../src/verbs/receipt-check.ts";
import { open } from "../../../support/cascade-run.ts";
import { root } from "../../../support/cli.ts";
import { leaveFor } from "../../../support/door.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-one-door-"));
const model = join(folder, "mine");
const prompts = [{ text: "a red circle" }] as const;
const context = { now: () => new Date(), emit: () => {}, signal: new AbortController().signal };
const world = () => ({ outputFilter: open, store: memoryStore(), context });
const settings = { n: 1, seed: 7, rng: "philox", device: "cpu", threads: 1 } as const;
const request = { ...settings, prompts, overrides: { steps: 2 } } as const;
let leave: Drawing;

beforeAll(async () => {
  cpSync(join(root, "models/tiny-cascade"), model, { recursive: true });
  leave = await leaveFor(model, prompts, 1);
});

async function drawn(by: Drawing, wanted: Parameters<typeof draw>[1] = request): Promise<readonly Outcome[]> {
  const all: Outcome[] = [];
  for await (const outcome of draw(by, wanted, world())) all.push(outcome);
  return all;
}

describe("the one door", () => {
  it("draws what the entry names, by the very bytes that were hashed for it", async () => {
    const [made] = await drawn(leave);
    expect(made?.receipt.model).toMatchObject({ files: leave.cascade.files });
    const event = leave.starts[0]?.event;
    if (event?.type !== "drawing-started" || made === undefined) throw new Error("wanted a drawing");
    const [named] = event.models;
    expect(named && otherModel(named, made.receipt.model)).toBeNull();
    const changed = { ...made.receipt.model, files: { ...made.receipt.model.files, more: "ab".repeat(32) } };
    expect(named && otherModel(named, changed)).toMatchObject({ rule: "receipt-of-another-model" });
  });

  it("does not care for a folder that is exchanged after the start: what was hashed runs, or nothing does", async () => {
    const manifest = readFileSync(join(model, "model.json"), "utf8");
    const base = readFileSync(join(model, "base.onnx"));
    const [before] = await drawn(leave);
    // Another manifest in its place is never read again.
    const stages = JSON.parse(manifest).stages.map((stage: object) => ({ ...stage, steps: 9 }));
    writeFileSync(join(model, "model.json"), JSON.stringify({ ...JSON.parse(manifest), stages }));
    const [after] = await drawn(leave);
    expect(after?.receipt).toEqual(before?.receipt);
    // Other weights do not load.
    copyFileSync(join(model, "super.onnx"), join(model, "base.onnx"));
    await expect(drawn(leave)).rejects.toMatchObject({
      message: expect.stringMatching(/base\.onnx has SHA-256/u),
    });
    writeFileSync(join(model, "base.onnx"), base);
    writeFileSync(join(model, "model.json"), manifest);
  });

  it.each([
    ["another prompt", { ...request, prompts: [{ text: "a blue square" }] }, "prompt-not-granted"],
    [
      "a negative text",
      { ...request, prompts: [{ text: "a red circle", negative: "x" }] },
      "prompt-not-granted",
    ],
    ["more images", { ...request, n: 2 }, "more-than-granted"],
  ] as const)("refuses %s than the entry names", async (_, wanted, rule) => {
    await expect(drawn(leave, wanted)).rejects.toMatchObject({ exitCode: 3, reasons: [{ rule }] });
  });

  it("takes no entry that stands in no ledger, none for other words, and no cascade that somebody wrote", async () => {
    const [start] = leave.starts;
    if (start === undefined) throw new Error("wanted an entry");
    const forged = { ...leave, starts: [{ ...start }] };
    const others = { ...leave, prompts: [{ text: "a blue square" }] };
    for (const by of [forged, others, { ...leave, starts: [] }])
      await expect(drawn(by)).rejects.toMatchObject({ exitCode: 3, reasons: [{ rule: "no-entry" }] });
    const copy: Cascade = { ...leave.cascade };
    await expect(drawn({ ...leave, cascade: copy })).rejects.toMatchObject({
      reasons: [{ rule: "model-not-loaded" }],
    });
    expect(() => Object.assign(leave.cascade.stages[0] ?? {}, { size: 8 })).toThrow(TypeError);
  });
});
