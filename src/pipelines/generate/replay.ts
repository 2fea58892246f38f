import type { Cascade } from "../../../models/index.ts";
import { CliError } from "../../process/errors.ts";
import type { SavedReceipt } from "./read-receipt.ts";
import type { GenerationReceipt } from "./receipt.ts";
import type { DrawRequest, ExactStage } from "./request.ts";

/**
 * The request that makes a receipt's image again.
 * @throws CliError (exit code 2) when the model is no longer what it was
 */
export function replayRequest(saved: SavedReceipt, cascade: Cascade): DrawRequest {
  const { files } = cascade;
  const changed = Object.entries(saved.model.files).find(([path, sha256]) => files[path] !== sha256);
  if (changed)
    throw new CliError(
      `Cannot replay: ${changed[0]} has SHA-256 ${files[changed[0]] ?? "none"} now, the receipt says ${changed[1]}`,
      { exitCode: 2 },
    );
  const { prompt, negative, seed, index, rng, text, environment, stages } = saved;
  return {
    prompts: [{ text: prompt, negative, seed, first: index }],
    n: 1,
    seed,
    rng,
    stages: { from: 1, to: stages.length },
    overrides: {},
    exactly: Object.fromEntries(stages.map((stage) => [stage.id, exactStage(stage, cascade)])),
    device: text.device,
    threads: environment.threads,
    batch: 1,
  };
}

function exactStage(
  { id, settings, lowRes, device, decoder }: SavedReceipt["stages"][number],
  { stages }: Cascade,
): ExactStage {
  const schedule = lowRes?.schedule ?? stages.find((own) => own.id === id)?.lowRes?.schedule;
  return {
    settings,
    device,
    decoder,
    ...(lowRes && schedule && { lowRes: { noiseLevel: lowRes.noiseLevel, schedule } }),
  };
}

/** Where a replay first went another way. */
export interface Difference {
  readonly where: string;
  readonly got: string;
  readonly wanted: string;
}

/** Compares a replay with its receipt: the texts, then step by step, then each stage's image; null when all is equal. */
export function firstDifference(saved: SavedReceipt, made: GenerationReceipt): Difference | null {
  const differ = (where: string, got: string | undefined, wanted: string): Difference | null =>
    got === wanted ? null : { where, got: got ?? "none", wanted };
  for (const [name, words] of [
    ["prompt", "prompt"],
    ["negative", "negative text"],
  ] as const) {
    const wanted = saved.text[name]?.sha256;
    const found =
      wanted === undefined ? null : differ(`the vectors of the ${words}`, made.text[name].sha256, wanted);
    if (found) return found;
  }
  for (const [s, stage] of saved.stages.entries()) {
    const now = made.stages[s];
    for (const [i, { x, timestep }] of stage.steps.entries()) {
      const where = `step ${i + 1} of ${stage.steps.length} of stage ${stage.id} (timestep ${timestep})`;
      const found = differ(where, now?.steps[i]?.x, x);
      if (found) return found;
    }
    const image = differ(`the image of stage ${stage.id}`, now?.pixels, stage.pixels);
    if (image) return image;
  }
  return null;
}

/** What of the machine, or of the model's manifest, is not as it was: why a replay may differ. */
export function otherEnvironment(saved: SavedReceipt, made: GenerationReceipt): readonly string[] {
  const { manifest } = saved.model;
  return [
    ...(manifest === null || manifest === made.model.manifest
      ? []
      : [`the model's manifest was ${manifest}, is ${made.model.manifest}`]),
    ...(["onnxruntime", "platform", "cpu", "threads"] as const)
      .filter((name) => String(saved.environment[name]) !== String(made.environment[name]))
      .map((name) => `${name} was ${saved.environment[name]}, is ${made.environment[name]}`),
  ];
}
