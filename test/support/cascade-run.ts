import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pixels } from "../../models/index.ts";
import type { World } from "../../src/pipelines/generate/generation.ts";
import type { Outcome } from "../../src/pipelines/generate/outcome.ts";
import type { OutputFilter } from "../../src/pipelines/generate/output-filter.ts";
import type { GenerateRequest } from "../../src/pipelines/generate/request.ts";
import { memoryStore } from "../../src/pipelines/generate/stage-store.ts";
import type { RunEvent } from "../../src/process/events.ts";
import { drawn } from "./door.ts";

export const scratch = (): string => mkdtempSync(join(tmpdir(), "sluice-cascade-"));

export const open: OutputFilter = {
  provides: ["image-filters"],
  judge: async (images) => images.map(() => ({ pass: true, scores: {} })),
};

/** Runs a request to its end; what it said stands in `events`. */
export async function make(
  request: Partial<GenerateRequest> & Pick<GenerateRequest, "model">,
  world: Partial<World> = {},
): Promise<{ readonly outcomes: readonly Outcome[]; readonly events: readonly RunEvent[] }> {
  const events: RunEvent[] = [];
  const emit = (event: RunEvent) => void events.push(event);
  const context = { now: () => new Date(0), emit, signal: new AbortController().signal };
  const outcomes: Outcome[] = [];
  for await (const outcome of drawn(
    {
      prompts: [{ text: "red" }],
      n: 1,
      seed: 7,
      rng: "philox",
      overrides: {},
      device: "cpu",
      threads: 1,
      ...request,
    },
    { outputFilter: open, store: memoryStore(), context, ...world },
  ))
    outcomes.push(outcome);
  return { outcomes: outcomes.sort((a, b) => a.image - b.image), events };
}

/** Largest difference between planes in [−1, 1] and an 8-bit image, in steps of 1/255. */
export function apart(planes: Float32Array, { data, width, height }: Pixels): number {
  const plane = width * height;
  return planes.reduce((most, value, i) => {
    const wanted = Math.max(0, Math.min(255, (value / 2 + 0.5) * 255));
    return Math.max(most, Math.abs(wanted - (data[3 * (i % plane) + Math.floor(i / plane)] as number)));
  }, 0);
}

export function pixelsOf(outcome: Outcome | undefined): Pixels {
  if (outcome?.kind !== "done") throw new Error("wanted an image that passed");
  return outcome.pixels;
}
