import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { modelFolder } from "../../models/index.ts";
import { sha256Of } from "../digest/sha256.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { calibrateRun } from "../review/calibrate.ts";
import { randomDesigns } from "../review/designs.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { type Corrected, correctedShare } from "../statistics/prevalence.ts";
import type { Share } from "../statistics/weighted-share.ts";
import { wilson } from "../statistics/wilson.ts";
import { type LeftBehind, leftBehind } from "./left-behind.ts";
import { type RunAt, withRun } from "./open-run.ts";

/** How often a run's captions are something, corrected for the errors that its model was measured to make. */
export interface LabelPrevalence {
  readonly label: string;
  readonly cut: number;
  /** Pairs at or above the cut, of those that were measured, and those that were not: they are not clean. */
  readonly flagged: number;
  readonly measured: number;
  readonly unmeasured: number;
  readonly flagRate: {
    readonly rate: number | null;
    readonly low: number | null;
    readonly high: number | null;
  };
  /** Examples of the evaluation, with the label and without. */
  readonly examples: { readonly positives: number; readonly negatives: number };
  /** Of the measured pairs; null where the evaluation cannot tell. */
  readonly corrected: Corrected | null;
  /** Of all pairs, with the unmeasured ones as all or none of them; null where the measured ones cannot be told. */
  readonly bounds: { readonly low: number; readonly high: number } | null;
}

/** What a run says of how often, and what that rests on. */
export interface Prevalences {
  readonly schema: "sluice.prevalence/1";
  readonly run: string;
  readonly pairs: number;
  readonly evaluation: { readonly model: string; readonly data: string; readonly sha256: string } | null;
  readonly labels: readonly LabelPrevalence[];
  /** Of random samples that people read, one a signal. */
  readonly read: readonly { readonly signal: string; readonly share: Share }[];
  /** What the policy keeps, judged by others than the filters that it decides by. */
  readonly left: LeftBehind;
}

const count = z.int().nonnegative();
const evaluationSchema = z.looseObject({
  model: z.looseObject({ id: z.string(), sha256: z.string() }),
  data: z.looseObject({ file: z.string() }),
  labels: z.array(
    z.looseObject({
      label: z.string().regex(/^[a-z][a-z0-9_]*$/u),
      threshold: z.number(),
      confusion: z.object({
        truePositives: count,
        falsePositives: count,
        falseNegatives: count,
        trueNegatives: count,
      }),
    }),
  ),
});
type Evaluation = z.infer<typeof evaluationSchema> & { readonly digest: string };

/**
 * Corrects a run's flag rates for the model's measured errors, and sets what people read beside them.
 * @param path an `evaluation.json`; without it, the one that ships with the run's model
 * @throws CliError (exit code 2): no run, an evaluation that cannot be read, or is of another model
 */
export function prevalencesOf(at: RunAt, path: string | undefined): Promise<Prevalences> {
  return withRun(at, async (run) => {
    const evaluation = path === undefined ? await shipped(run) : await given(run, path);
    const [row] = await run.query.rows<{ n: number }>("SELECT count(*) AS n FROM scores");
    const pairs = row?.n ?? 0;
    return {
      schema: "sluice.prevalence/1",
      run: at.folder,
      pairs,
      evaluation: evaluation && {
        model: evaluation.model.id,
        data: evaluation.data.file,
        sha256: evaluation.digest,
      },
      labels: evaluation === null ? [] : await labelsOf(run, evaluation, pairs),
      read: await readSamples(run),
      left: await leftBehind(run),
    };
  });
}

async function shipped({ run }: DecidedRun): Promise<Evaluation | null> {
  for (const { id, sha256 } of run.inputs.filters.flatMap(({ models }) => models)) {
    const path = join(modelFolder(id), "evaluation/evaluation.json");
    if (!existsSync(path)) continue;
    const found = await readEvaluation(path);
    if (found.model.sha256 === sha256) return found;
  }
  return null;
}

async function given({ run }: DecidedRun, path: string): Promise<Evaluation> {
  const found = await readEvaluation(path);
  const models = run.inputs.filters.flatMap((filter) => filter.models);
  if (models.some(({ sha256 }) => sha256 === found.model.sha256)) return found;
  throw new CliError(
    `Cannot correct by "${path}": wanted an evaluation of a model that scored the run, got one of "${found.model.id}"`,
    { exitCode: 2 },
  );
}

async function readEvaluation(path: string): Promise<Evaluation> {
  try {
    const bytes = await readFile(path);
    return { ...evaluationSchema.parse(JSON.parse(bytes.toString())), digest: sha256Of(bytes) };
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    const reason = issue === undefined ? oneLine(cause) : `${issue.path.join(".")}: ${issue.message}`;
    throw new CliError(`Cannot read evaluation "${path}": ${reason}`, { exitCode: 2, cause });
  }
}

async function labelsOf(
  { query, columns }: DecidedRun,
  { labels, digest }: Evaluation,
  pairs: number,
): Promise<readonly LabelPrevalence[]> {
  const known = new Set(columns.map(({ name }) => name));
  const found: LabelPrevalence[] = [];
  for (const { label, threshold, confusion } of labels) {
    const column = `text_${label}`;
    if (!known.has(column)) continue;
    const [row] = await query.rows<{ k: number; n: number }>(
      `SELECT count(*) FILTER (${column} >= ${threshold}) AS k, count(${column}) AS n FROM scores`,
    );
    const { k = 0, n = 0 } = row ?? {};
    const { truePositives, falsePositives, falseNegatives, trueNegatives } = confusion;
    const { rate, low, high } = wilson(k, n);
    const corrected = correctedShare(k, n, confusion, `${digest}\n${label}`);
    const share = n / Math.max(1, pairs);
    found.push({
      label,
      cut: threshold,
      flagged: k,
      measured: n,
      unmeasured: pairs - n,
      flagRate: { rate, low, high },
      examples: { positives: truePositives + falseNegatives, negatives: falsePositives + trueNegatives },
      corrected,
      bounds: corrected && { low: corrected.low * share, high: corrected.high * share + 1 - share },
    });
  }
  return found;
}

async function readSamples(run: DecidedRun): Promise<Prevalences["read"]> {
  const { records } = await run.namelessLabels();
  const read: Prevalences["read"][number][] = [];
  for (const { id: design, signal } of randomDesigns(records, "")) {
    if (read.some((one) => one.signal === signal.id)) continue;
    const options = { run: run.folder, filter: signal.by, signal: signal.id, design };
    // Too few labels say nothing, and are no fault of the run's.
    const found = await calibrateRun(run.query, records, {
      ...options,
      target: { miss: 0.02, confidence: 0.95 },
    }).catch(() => null);
    if (found?.prevalence) read.push({ signal: signal.id, share: found.prevalence });
  }
  return read;
}
