import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { CliError, oneLine } from "../errors.ts";
import { type Card, digestOf } from "./source/card.ts";

/** Whether a folder holds a model, so that its card asks a model's questions. */
export function isModel(folder: string): boolean {
  return existsSync(join(folder, "model.json"));
}

const manifest = z.looseObject({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  license: z.string(),
  source: z.string(),
  labels: z.array(z.string()).optional(),
  files: z.array(z.looseObject({ path: z.string(), sha256: z.string() })),
  thresholds: z.looseObject({ rule: z.string(), values: z.record(z.string(), z.number()) }).optional(),
});

const measure = z.looseObject({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
const evaluation = z.looseObject({
  data: z.looseObject({ sha256: z.string() }),
  labels: z.array(
    z.looseObject({
      label: z.string(),
      threshold: z.number(),
      n: z.number(),
      positives: z.number(),
      measures: z.record(z.string(), measure),
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
  if (thresholds !== undefined)
    facts["thresholds"] = fact(
      thresholds.rule,
      Object.entries(thresholds.values).map(([label, threshold]) => ({ label, threshold })),
    );
  const measured = join(folder, "evaluation/evaluation.json");
  if (existsSync(measured)) facts["evaluation"] = fact(...(await evaluated(measured)));
  return facts;
}

function fact(about: string, result: Card["facts"][string]["result"]): Card["facts"][string] {
  return { about, digest: digestOf(result), result };
}

async function evaluated(path: string): Promise<[string, Card["facts"][string]["result"]]> {
  const { data, labels } = await read(path, evaluation);
  const said = (value: z.infer<typeof measure> | undefined) =>
    value?.value == null
      ? "–"
      : `${value.value.toFixed(3)} [${value.low?.toFixed(3) ?? "–"}, ${value.high?.toFixed(3) ?? "–"}]`;
  return [
    `figures of sluice models evaluate, with 95 % bootstrap intervals, on data of SHA-256 ${data.sha256}`,
    labels.map(({ label, threshold, n, positives, measures }) => ({
      label,
      n,
      positives,
      threshold,
      AUC: said(measures["auc"]),
      precision: said(measures["precision"]),
      recall: said(measures["recall"]),
      false_positive_rate: said(measures["falsePositiveRate"]),
      calibration_error: said(measures["calibrationError"]),
    })),
  ];
}

async function hashOf(folder: string, path: string): Promise<string> {
  const file = join(folder, path);
  if (!existsSync(file)) return "not here";
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
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
