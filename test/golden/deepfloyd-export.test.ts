import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { decodeCheckpoint } from "../../src/pipelines/generate/checkpoint.ts";
import { memoryStore } from "../../src/pipelines/generate/stage-store.ts";
import { make, open, scratch } from "../support/cascade-run.ts";

/** What diffusers' own pipelines made, by test/support/make_if.py: floats in [−1, 1], image by image. */
interface Expected {
  readonly prompt: string;
  readonly negative: string;
  readonly seed: number;
  readonly steps: { readonly base: number; readonly super: number };
  readonly base: readonly (readonly number[])[];
  readonly super: readonly (readonly number[])[];
}

const fixtures = join(import.meta.dirname, "../fixtures");
const folder = scratch();
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));

describe("models/cascade/export_if.py", () => {
  it("writes a folder that gives what diffusers' IF pipelines give, step for step, on torch's noise", async () => {
    const expected = JSON.parse(readFileSync(join(fixtures, "cascade-if-expected.json"), "utf8")) as Expected;
    const store = memoryStore();
    const request = {
      model: join(fixtures, "cascade-if"),
      prompts: [{ text: expected.prompt, negative: expected.negative }] as const,
      n: 2,
      seed: expected.seed,
      rng: "torch",
    } as const;
    for (const [k, steps] of [expected.steps.base, expected.steps.super].entries())
      await make(
        { ...request, stages: { from: k + 1, to: k + 1 }, overrides: { steps } },
        { store, outputFilter: { ...open, provides: ["image-filters", "licence-filters"] } },
      );
    for (const stage of ["base", "super"] as const)
      for (const [image, wanted] of expected[stage].entries()) {
        const { state } = decodeCheckpoint(await store.read(`${stage}/00000${image}`));
        const apart = wanted.reduce((most, x, i) => Math.max(most, Math.abs(x - (state.x[i] as number))), 0);
        expect(apart).toBeLessThan(1e-3);
      }
  });
});
