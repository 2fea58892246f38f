import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../../src/pipelines/generate/load-model.ts";
import { readReceipt, type SavedReceipt } from "../../src/pipelines/generate/read-receipt.ts";
import type { GenerationReceipt } from "../../src/pipelines/generate/receipt.ts";
import { firstDifference, otherEnvironment, replayRequest } from "../../src/pipelines/generate/replay.ts";
import { make, scratch } from "../support/cascade-run.ts";
import { root } from "../support/cli.ts";

const folder = scratch();
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const model = join(folder, "mine");
const path = join(folder, "receipt.json");
const schedule = { kind: "linear", timesteps: 1000 } as const;

/** A copy of the tiny cascade whose second stage lays noise of another schedule over the image below, or its own. */
function writeModel(lowRes: object): void {
  const from = join(root, "models/tiny-cascade/model.json");
  const manifest = JSON.parse(readFileSync(from, "utf8"));
  const [base, above] = manifest.stages;
  const stages = [base, { ...above, lowRes: { ...above.lowRes, ...lowRes } }];
  writeFileSync(join(model, "model.json"), JSON.stringify({ ...manifest, stages }));
}

async function saved(receipt: object): Promise<SavedReceipt> {
  writeFileSync(path, JSON.stringify(receipt));
  return readReceipt(path);
}

/** The receipt of the image that a receipt makes again. */
async function again(receipt: SavedReceipt): Promise<GenerationReceipt> {
  const { outcomes } = await make({ ...replayRequest(receipt, await loadModel(model)), model });
  return outcomes[0]?.receipt as GenerationReceipt;
}

/** As Sluice wrote receipts before version 2. */
function firstVersion({
  model: { manifest: _, ...rest },
  text,
  stages,
  ...receipt
}: GenerationReceipt): object {
  return {
    ...receipt,
    version: 1,
    model: rest,
    text: text.prompt,
    stages: stages.map(({ lowRes, decoder: __, ...stage }) => ({
      ...stage,
      noiseLevel: lowRes?.noiseLevel ?? null,
    })),
  };
}

let made: GenerationReceipt;
beforeAll(async () => {
  cpSync(join(root, "models/tiny-cascade"), model, { recursive: true });
  writeModel({ schedule });
  const prompts = [{ text: "a red circle", negative: "a blue square" }] as const;
  const { outcomes } = await make({ model, prompts, overrides: { steps: 4 } });
  made = outcomes[0]?.receipt as GenerationReceipt;
});

describe("a replay", () => {
  it("names the first step that differs, or the text", async () => {
    const receipt = await saved(made);
    expect(firstDifference(receipt, made)).toBeNull();
    const zeros = "0".repeat(64);
    const steps = structuredClone(receipt);
    for (const step of steps.stages[1]?.steps.slice(1) ?? []) step.x = zeros;
    expect(firstDifference(steps, made)?.where).toBe("step 2 of 4 of stage super (timestep 749)");
    const text = structuredClone(receipt);
    if (text.text.negative) text.text.negative.sha256 = zeros;
    expect(firstDifference(text, made)).toMatchObject({
      where: "the vectors of the negative text",
      wanted: zeros,
    });
  });

  it("needs nothing of a manifest that was changed since, and says that it was", async () => {
    expect(made.stages.map(({ lowRes }) => lowRes)).toEqual([null, { noiseLevel: 100, schedule }]);
    writeModel({});
    const now = await again(await saved(made));
    expect(firstDifference(await saved(made), now)).toBeNull();
    expect(otherEnvironment(await saved(made), now)).toEqual([
      `the model's manifest was ${made.model.manifest}, is ${now.model.manifest}`,
    ]);
    // Without the schedule in the receipt the image would be another one.
    const [base, above] = made.stages;
    const without = { ...made, stages: [base, { ...above, lowRes: { noiseLevel: 100, schedule: null } }] };
    expect(firstDifference(await saved(made), await again(await saved(without)))?.where).toMatch(
      /^step 1 of 4 of stage super/u,
    );
    writeModel({ schedule });
  });

  it("puts the text encoder, each stage and its decoder where they ran", async () => {
    const receipt = await saved(made);
    const [base, above] = receipt.stages;
    if (base === undefined || above === undefined) throw new Error("wanted two stages");
    const elsewhere = {
      ...receipt,
      text: { ...receipt.text, device: "webgpu" },
      stages: [
        { ...base, device: "cuda" },
        { ...above, decoder: "dml" },
      ],
    };
    expect(replayRequest(elsewhere, await loadModel(model))).toMatchObject({
      device: "webgpu",
      exactly: { base: { device: "cuda", decoder: null }, super: { device: "cpu", decoder: "dml" } },
    });
    const nowhere = { ...receipt, stages: [base, { ...above, device: "nothing" }] };
    await expect(again(nowhere)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('Cannot use device "nothing"'),
    });
  });

  it("reads a receipt of version 1, which leaves to the model what it does not say", async () => {
    const old = await saved(firstVersion(made));
    expect(old).toMatchObject({ model: { manifest: null }, text: { device: "cpu", negative: null } });
    const now = await again(old);
    expect(firstDifference(old, now)).toBeNull();
    expect(otherEnvironment(old, now)).toEqual([]);
  });

  it.each([
    [{ version: 3 }, "its version is 3, this Sluice reads 1 and 2; replay it with a newer one"],
    [{ version: undefined }, "version: Invalid input: expected number, received undefined"],
    [{ text: {} }, "text.device: Invalid input: expected string, received undefined"],
    [{ stages: [] }, "stages: Too small: expected array to have >=1 items"],
  ])("refuses %j in one line", async (change, reason) => {
    await expect(saved({ ...made, ...change })).rejects.toMatchObject({
      exitCode: 2,
      message: `Cannot replay "${path}": it is no receipt: ${reason}`,
    });
  });
});
