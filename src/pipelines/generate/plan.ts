import { type Cascade, type CascadeStage, checkStage, type StageSettings } from "../../../models/index.ts";
import { sha256OfJson } from "../../digest/sha256.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import type { DrawRequest, ExactStage, Overrides } from "./request.ts";

/** One image of a request. */
export interface PlannedImage {
  /** Its number in the request, from 0. */
  readonly image: number;
  readonly prompt: string;
  readonly negative: string;
  readonly seed: number;
  /** Its place among those of its prompt. */
  readonly index: number;
}

/** A request held against a cascade: nothing in it is out of range any more. */
export interface Plan {
  /** The cascade's stages, with the request's settings in those that are run. */
  readonly stages: readonly CascadeStage[];
  /** Places of the first and last stage to run. */
  readonly first: number;
  readonly last: number;
  readonly images: readonly PlannedImage[];
}

/** @throws CliError (exit code 2) with one line: which setting, what was wanted, what it is */
export function planRequest(request: DrawRequest, cascade: Cascade): Plan {
  const count = cascade.stages.length;
  const { from, to } = request.stages ?? { from: 1, to: count };
  if (from < 1 || to > count || from > to)
    refuse(
      `--stages ${from}..${to}`,
      `${cascade.id} has stages 1..${count} (${cascade.stages.map(({ id }) => id).join(", ")})`,
    );
  const images = request.prompts.flatMap(({ text, negative = "", seed = request.seed, first = 0 }, p) => {
    if (text.trim() === "") refuse(`prompt ${p + 1}`, "it is empty");
    if (!Number.isSafeInteger(seed) || seed < 0)
      refuse(`--seed ${seed}`, "wanted a whole number in [0, 2^53)");
    return Array.from({ length: request.n }, (_, k) => ({
      image: p * request.n + k,
      prompt: text,
      negative,
      seed,
      index: first + k,
    }));
  });
  const stages = cascade.stages.map((stage, k) => {
    if (k < from - 1 || k > to - 1) return stage;
    const exact = request.exactly?.[stage.id];
    return checked(
      exact ? exactStage(stage, exact) : { ...stage, settings: settled(stage, request.overrides) },
    );
  });
  return { stages, first: from - 1, last: to - 1, images };
}

function checked(stage: CascadeStage): CascadeStage {
  try {
    checkStage(stage);
    return stage;
  } catch (cause) {
    throw new CliError(`${oneLine(cause)} (stage ${stage.id})`, { exitCode: 2, cause });
  }
}

function exactStage(stage: CascadeStage, { settings, lowRes }: ExactStage): CascadeStage {
  return { ...stage, settings, lowRes: stage.lowRes && (lowRes ?? stage.lowRes) };
}

/** Timesteps in training: the most steps there can be. */
function trained({ schedule }: StageSettings): number {
  return schedule.kind === "edm" ? 1000 : (schedule.timesteps ?? 1000);
}

function settled({ settings }: CascadeStage, { steps, guidance, sampler }: Overrides): StageSettings {
  const most = trained(settings);
  if (steps !== undefined && (!Number.isInteger(steps) || steps < 1 || steps > most))
    refuse(`--steps ${steps}`, `wanted a whole number in [1, ${most}]`);
  if (guidance !== undefined && (!Number.isFinite(guidance) || guidance < 0 || guidance > 100))
    refuse(`--guidance ${guidance}`, "wanted a number in [0, 100]; 1 is off");
  // Timesteps that a manifest lists are for its own number of steps.
  const { timesteps, ...rest } = settings;
  return {
    ...rest,
    ...(timesteps && steps === undefined && { timesteps }),
    ...(steps !== undefined && { steps }),
    ...(guidance !== undefined && { guidance: { ...settings.guidance, scale: guidance } }),
    ...(sampler !== undefined && { sampler }),
    // DDIM's ε must agree with an x0 that was clipped, or a white ground drifts; a model's own settings stand.
    ...(sampler === "ddim" && settings.sampler !== "ddim" && { clippedOutput: true }),
  };
}

function refuse(what: string, reason: string): never {
  throw new CliError(`Cannot generate with ${what}: ${reason}`, { exitCode: 2 });
}

const digest = (facts: unknown) => sha256OfJson(facts);

/** What makes an image itself, whatever the settings: prompt, noise and weights. Work of another identity is never touched. */
export function identityOf(
  cascade: Cascade,
  { prompt, negative, seed, index }: PlannedImage,
  { rng }: Pick<DrawRequest, "rng">,
): string {
  const files = Object.entries(cascade.files).sort(([a], [b]) => (a < b ? -1 : 1));
  return digest({ prompt, negative, seed, index, rng, files });
}

/** All else that a stage's numbers depend on: work of another key is begun anew. */
export function workKey(
  { id, settings, lowRes }: CascadeStage,
  /** SHA-256 of the image below, or null. */
  below: string | null,
  /** SHA-256 of the vectors of prompt and negative text. */
  texts: readonly string[],
  { threads, device }: Pick<DrawRequest, "threads" | "device">,
): string {
  return digest({ id, settings, lowRes, below, texts, threads, device });
}
