import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { RunEvent } from "../../../../src/process/events.ts";
import { apart, make, open, pixelsOf, scratch } from "../../../support/cascade-run.ts";
import { deepFloydByHand, stableDiffusionByHand } from "../../../support/straight-line.ts";
import { deepFloyd, stableDiffusion } from "../../../support/tiny-folders.ts";

const folder = scratch();
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));

describe("a Stable Diffusion folder in ONNX", () => {
  const request = { n: 2, overrides: { steps: 4, guidance: 3 } };
  const byHand = (index: number) => stableDiffusionByHand(7, index, 4, 3);

  it("of optimum-onnx gives what a straight line through the formulas gives", async () => {
    const model = stableDiffusion(join(folder, "optimum"), { layout: "optimum" });
    const { outcomes } = await make({ model, ...request });
    for (const [i, outcome] of outcomes.entries()) {
      expect(pixelsOf(outcome)).toMatchObject({ width: 64, height: 64 });
      expect(apart(byHand(i), pixelsOf(outcome))).toBeLessThanOrEqual(0.51);
    }
    expect(Math.max(...pixelsOf(outcomes[0]).data)).toBeGreaterThan(Math.min(...pixelsOf(outcomes[1]).data));
    expect(outcomes[0]?.receipt.stages[0]).toMatchObject({
      id: "unet",
      settings: { sampler: "ddim", stepsOffset: 1, finalAlphaOne: false, guidance: { scale: 3 } },
    });
  });

  it("of diffusers' older script gives the same: float timesteps, 32-bit ids, no config of the decoder", async () => {
    const model = stableDiffusion(join(folder, "legacy"), { layout: "legacy" });
    const { outcomes } = await make({ model, ...request });
    for (const [i, outcome] of outcomes.entries())
      expect(apart(byHand(i), pixelsOf(outcome))).toBeLessThanOrEqual(0.51);
  });

  it("in half floats gives nearly the same", async () => {
    const model = stableDiffusion(join(folder, "half"), { layout: "optimum", half: true });
    const { outcomes } = await make({ model, ...request, n: 1 });
    const distance = apart(byHand(0), pixelsOf(outcomes[0]));
    expect(distance).toBeLessThan(6);
    expect(distance).toBeGreaterThan(0.51);
  });

  it("without a safety checker does not run unless our image filters stand guard", async () => {
    const model = stableDiffusion(join(folder, "unguarded-optimum"), { layout: "optimum" });
    const bare = { ...open, provides: [] };
    await expect(make({ model, ...request }, { outputFilter: bare })).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^Cannot run ".*optimum": .*no image-filters are in place$/u),
    });
  });

  it("halves a batch that does not fit into memory, says so, and changes no image", async () => {
    const model = stableDiffusion(join(folder, "greedy"), { layout: "optimum", unet: { greedy: 32 } });
    const { outcomes, events } = await make({ model, ...request, n: 4, batch: 4 });
    expect(events).toContainEqual({ type: "note", text: "no memory for 4 images at once: going on with 2" });
    for (const [i, outcome] of outcomes.entries())
      expect(apart(byHand(i), pixelsOf(outcome))).toBeLessThanOrEqual(0.51);
    expect(outcomes).toHaveLength(4);
  });

  it.each([1, 2])("says in one line when memory does not suffice for one of %i images", async (n) => {
    const model = stableDiffusion(join(folder, "glutton"), {
      layout: "optimum",
      unet: { greedy: 10_000_000 },
    });
    await expect(make({ model, ...request, n })).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/^Cannot go on: no memory, not even for one image \(.+\); next: /u),
    });
  });

  it.each([
    ["unet/model.onnx is missing", (at: string) => rmSync(join(at, "unet/model.onnx"))],
    [
      'Cannot read scheduler "FancyScheduler": wanted one of',
      (at: string) =>
        writeFileSync(join(at, "scheduler/scheduler_config.json"), '{"_class_name":"FancyScheduler"}'),
    ],
    [
      "model_index.json is missing or no JSON",
      (at: string) => writeFileSync(join(at, "model_index.json"), "{"),
    ],
  ])("is refused with one line: %s", async (reason, spoil) => {
    const model = stableDiffusion(join(folder, `spoilt-${reason.length}`), { layout: "optimum" });
    spoil(model);
    await expect(make({ model })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(reason),
    });
  });

  it("is refused when a file changed since its first use", async () => {
    const model = stableDiffusion(join(folder, "changed"), { layout: "optimum" });
    await make({ model, overrides: { steps: 1 } });
    stableDiffusion(model, { layout: "optimum", unet: { seed: 12 } });
    await expect(make({ model })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/unet\/model\.onnx has SHA-256 .*it changed since its first use/u),
    });
  });

  it.each(["unet/model.onnx", "unet/model.onnx_data"])(
    "is refused when %s is exchanged between the check and the load",
    async (name) => {
      const model = stableDiffusion(join(folder, `swap-${name.length}`), { layout: "optimum" });
      writeFileSync(join(model, "unet/model.onnx_data"), "weights");
      await make({ model, overrides: { steps: 1 } });
      const swap = () => writeFileSync(join(model, name), "other weights");
      // Told after the model's files were found, before its networks are loaded.
      const emit = ({ type }: RunEvent) => void (type === "generation-started" && swap());
      const context = { now: () => new Date(0), emit, signal: new AbortController().signal };
      await expect(make({ model }, { context })).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(/^Cannot load network: .*unet\/model\.onnx(?:_data)? has SHA-256/u),
      });
    },
  );

  it("in half floats that the device does not compute is refused with one line; others run, and nothing is said", async () => {
    const options = { layout: "optimum", half: true } as const;
    const model = stableDiffusion(join(folder, "half-only"), { ...options, unet: { halfOnly: true } });
    await expect(make({ model })).rejects.toMatchObject({
      exitCode: 2,
      message: `Cannot run "${join(model, "unet/model.onnx")}" on device cpu: it does not compute half floats in ScatterND; next: another --device, or the network exported in single precision`,
    });
    // Half floats inside and out, which the processor computes in single precision.
    const { events } = await make({ model: stableDiffusion(join(folder, "half-too"), options) });
    expect(events.filter(({ type }) => type === "note")).toEqual([]);
  });

  it("is refused when its network's inputs do not fit", async () => {
    const model = stableDiffusion(join(folder, "unfit"), { layout: "optimum", unet: { width: 7 } });
    await expect(make({ model })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("wanted encoder_hidden_states of [batch, 8, 6], got [batch, 8, 7]"),
    });
  });
});

describe("an export of DeepFloyd IF", () => {
  it("gives what a straight line gives: learned variance, thresholding, noise over the image below", async () => {
    const model = deepFloyd(join(folder, "if"));
    const seen: Record<string, ReturnType<typeof pixelsOf>> = {};
    const outputFilter = {
      ...open,
      judge: async (images: Parameters<typeof open.judge>[0]) => {
        for (const { stage, image, pixels } of images) seen[`${stage} ${image}`] = pixels;
        return open.judge(images);
      },
    };
    // Its text arrives in lower case, as in training.
    const { outcomes } = await make({ model, n: 2, prompts: [{ text: " RED " }] }, { outputFilter });
    for (const [i, outcome] of outcomes.entries()) {
      const { base, large } = deepFloydByHand(7, i);
      expect(apart(base, seen[`base ${i}`] as ReturnType<typeof pixelsOf>)).toBeLessThanOrEqual(0.51);
      if (outcome.kind === "done") expect(apart(large, outcome.pixels)).toBeLessThanOrEqual(0.51);
    }
    const last = outcomes[0];
    expect(last?.kind === "done" && last.scores).toMatchObject({ own_nsfw: expect.any(Number) });
  });

  it("without its safety heads is refused, since its licence forbids running it so", async () => {
    const model = deepFloyd(join(folder, "if-bare"), { heads: false });
    await expect(make({ model })).rejects.toMatchObject({
      message: expect.stringContaining("its licence forbids running it so"),
    });
  });
});
