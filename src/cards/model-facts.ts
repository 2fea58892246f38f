import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sha256Of } from "../digest/sha256.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { figureText } from "../statistics/rounded.ts";
import { cascadeEvaluation, cascadeFacts } from "./cascade-facts.ts";
import { type Card, digestOf } from "./source/card.ts";

const cuts = z.looseObject({ rule: z.string(), values: z.record(z.string(), z.number()) });
const manifest = z.looseObject({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  license: z.string(),
  source: z.string(),
  labels: z.array(z.string()).optional(),
  files: z.array(z.looseObject({ path: z.string(), sha256: z.string() })),
  thresholds: cuts.extend({ registers: z.record(z.string(), cuts).optional() }).optional(),
});

/** Beside the manifest, whose digest is in gates' records. */
const trainedOn = z.strictObject({ datasets: z.array(z.string().min(1)).min(1) });

const measure = z.looseObject({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
const of = z.looseObject({ measures: z.record(z.string(), measure) });
const groupFigures = z.looseObject({
  group: z.string(),
  n: z.number(),
  positives: z.number(),
  falsePositiveRate: of,
  subgroupAuc: of,
  bpsnAuc: of,
  bnspAuc: of,
});
const evaluation = z.looseObject({
  data: z.looseObject({ sha256: z.string() }),
  reading: z.enum(["filter", "raw"]).optional(),
  columns: z.looseObject({ group: z.string().nullable() }).optional(),
  labels: z.array(
    z.looseObject({
      label: z.string(),
      threshold: z.number(),
      n: z.number(),
      positives: z.number(),
      measures: z.record(z.string(), measure),
      groups: z.array(groupFigures).default([]),
    }),
  ),
});

/**
 * What a model's folder says of itself: manifest, digests of its weights as they are now, thresholds, and the
 * figures of `sluice models evaluate` where they lie in `evaluation/`.
 * @throws CliError (exit code 2) where the manifest or the evaluation is damaged
 */
export async function modelFacts(folder: string): Promise<Card["facts"]> {
  const {
    id,
    kind,
    title,
    license,
    source,
    labels = [],
    files,
    thresholds,
  } = await read(join(folder, "model.json"), manifest);
  const hashed = [];
  for (const { path, sha256 } of files)
    hashed.push({ file: path, sha256: await hashOf(folder, path), listed: sha256 });
  const facts: Record<string, Card["facts"][string]> = {
    manifest: fact("the manifest", [{ id, kind, title, license, source, labels: labels.join(", ") }]),
    files: fact(
      "files, with the SHA-256 of what lies there now",
      hashed.map(({ file, sha256, listed }) => ({
        file,
        sha256,
        as_listed: sha256 === listed ? "yes" : "NO",
      })),
    ),
  };
  const named = join(folder, "trained-on.json");
  if (existsSync(named)) {
    const { datasets } = await read(named, trainedOn);
    facts["training-data"] = fact(
      "training data by name",
      datasets.map((dataset) => ({ dataset })),
    );
  }
  if (thresholds !== undefined) {
    const { registers = {}, ...caption } = thresholds;
    facts["thresholds"] = fact(caption.rule, valuesOf(caption));
    for (const [register, own] of Object.entries(registers))
      facts[`thresholds-${register}`] = fact(`of a ${register}: ${own.rule}`, valuesOf(own));
  }
  const measured = join(folder, "evaluation/evaluation.json");
  if (existsSync(measured))
    Object.assign(
      facts,
      kind === "cascade"
        ? cascadeFacts(await read(measured, cascadeEvaluation))
        : evaluated(await read(measured, evaluation)),
    );
  return facts;
}

function valuesOf({ values }: z.infer<typeof cuts>) {
  return Object.entries(values).map(([label, threshold]) => ({ label, threshold }));
}

function fact(about: string, result: Card["facts"][string]["result"]): Card["facts"][string] {
  return { about, digest: digestOf(result), result };
}

const readings = {
  filter: ", texts read as the filter text-toxicity reads captions",
  raw: ", texts as they stand",
} as const;

/** Figures per label, and per group where the evaluation has any. */
function evaluated({ data, reading, columns, labels }: z.infer<typeof evaluation>): Card["facts"] {
  const how = `95 % bootstrap intervals${reading === undefined ? "" : readings[reading]}, on data of SHA-256 ${data.sha256}`;
  const byGroup = labels.flatMap(({ label, groups }) =>
    groups.map(({ group, n, positives, falsePositiveRate, subgroupAuc, bpsnAuc, bnspAuc }) => ({
      label,
      group,
      n,
      positives,
      false_positive_rate: figureText(falsePositiveRate.measures["falsePositiveRate"]),
      subgroup_AUC: figureText(subgroupAuc.measures["auc"]),
      BPSN_AUC: figureText(bpsnAuc.measures["auc"]),
      BNSP_AUC: figureText(bnspAuc.measures["auc"]),
    })),
  );
  const evaluations = fact(
    `figures of sluice models evaluate, with ${how}`,
    labels.map(({ label, threshold, n, positives, measures }) => ({
      label,
      n,
      positives,
      threshold,
      AUC: figureText(measures["auc"]),
      average_precision: figureText(measures["averagePrecision"]),
      precision: figureText(measures["precision"]),
      recall: figureText(measures["recall"]),
      F1: figureText(measures["f1"]),
      false_positive_rate: figureText(measures["falsePositiveRate"]),
      calibration_error: figureText(measures["calibrationError"]),
    })),
  );
  if (byGroup.length === 0) return { evaluation: evaluations };
  const by = columns?.group == null ? "group" : `column “${columns.group}”`;
  return {
    evaluation: evaluations,
    groups: fact(`the same by ${by} (Borkan et al. 2019), with ${how}`, byGroup),
  };
}

async function hashOf(folder: string, path: string): Promise<string> {
  const file = join(folder, path);
  if (!existsSync(file)) return "not here";
  return sha256Of(await readFile(file));
}

async function read<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    const reason = issue ? `${issue.path.join(".")}: ${issue.message}` : oneLine(cause);
    throw new CliError(`Cannot read "${path}": ${reason}`, { exitCode: 2, cause });
  }
}
