import { readFile } from "node:fs/promises";
import { z } from "zod";
import { loadCascade, rngIds, type StageSettings, settingsSchema } from "../../../models/index.ts";
import { CliError, oneLine } from "../../errors.ts";
import type { Receipt } from "./receipt.ts";
import type { GenerateRequest } from "./request.ts";

const step = z.looseObject({ timestep: z.number(), x: z.string(), memorisation: z.number().nullable() });
const receipt = z.looseObject({
  version: z.literal(1),
  prompt: z.string().min(1),
  negative: z.string(),
  seed: z.int().min(0),
  index: z.int().min(0),
  rng: z.enum(rngIds),
  model: z.looseObject({ id: z.string(), files: z.record(z.string(), z.string()) }),
  text: z.looseObject({ sha256: z.string() }),
  environment: z.looseObject({
    threads: z.int().positive(),
    onnxruntime: z.string(),
    platform: z.string(),
    cpu: z.string(),
  }),
  stages: z
    .array(
      z.looseObject({
        id: z.string(),
        size: z.int(),
        settings: settingsSchema as z.ZodType<StageSettings>,
        noiseLevel: z.int().nullable(),
        device: z.string(),
        steps: z.array(step),
        pixels: z.string(),
      }),
    )
    .min(1),
});

/** What a replay needs of a receipt. */
export type SavedReceipt = z.infer<typeof receipt>;

/** @throws CliError (exit code 2) when the file is no receipt */
export async function readReceipt(path: string): Promise<SavedReceipt> {
  try {
    return receipt.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    const reason = issue ? `${issue.path.join(".") || "top level"}: ${issue.message}` : oneLine(cause);
    throw new CliError(`Cannot replay "${path}": it is no receipt: ${reason}`, { exitCode: 2, cause });
  }
}

/**
 * The request that makes a receipt's image again.
 * @throws CliError (exit code 2) when the model is no longer what it was
 */
export async function replayRequest(
  saved: SavedReceipt,
  model: string | undefined,
): Promise<GenerateRequest> {
  const id = model ?? saved.model.id;
  const { files } = await loadCascade(id).catch((cause) => {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  });
  const changed = Object.entries(saved.model.files).find(([path, sha256]) => files[path] !== sha256);
  if (changed)
    throw new CliError(
      `Cannot replay: ${changed[0]} has SHA-256 ${files[changed[0]] ?? "none"} now, the receipt says ${changed[1]}`,
      { exitCode: 2 },
    );
  const { prompt, negative, seed, index, rng, environment, stages } = saved;
  return {
    model: id,
    prompts: [{ text: prompt, negative, seed, first: index }],
    n: 1,
    seed,
    rng,
    stages: { from: 1, to: stages.length },
    overrides: {},
    exactly: Object.fromEntries(
      stages.map(({ id: stage, settings, noiseLevel }) => [stage, { settings, noiseLevel }]),
    ),
    device: stages[0]?.device ?? "cpu",
    threads: environment.threads,
    batch: 1,
  };
}

/** Where a replay first went another way. */
export interface Difference {
  readonly where: string;
  readonly got: string;
  readonly wanted: string;
}

/** Compares a replay with its receipt: the text, then step by step, then each stage's image; null when all is equal. */
export function firstDifference(saved: SavedReceipt, made: Receipt): Difference | null {
  const differ = (where: string, got: string | undefined, wanted: string): Difference | null =>
    got === wanted ? null : { where, got: got ?? "none", wanted };
  const text = differ("the text's vectors", made.text.sha256, saved.text.sha256);
  if (text) return text;
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

/** What of the machine is not as it was: why a replay may differ. */
export function otherEnvironment(saved: SavedReceipt, made: Receipt): readonly string[] {
  return (["onnxruntime", "platform", "cpu", "threads"] as const)
    .filter((name) => String(saved.environment[name]) !== String(made.environment[name]))
    .map((name) => `${name} was ${saved.environment[name]}, is ${made.environment[name]}`);
}
