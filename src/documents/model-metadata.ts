import type { Card } from "../cards/source/card.ts";
import { licenseOf } from "./license.ts";

/** What a kind of model does, in the hub's words. */
const pipelines: Readonly<Record<string, string>> = {
  "text-classifier": "text-classification",
  "image-classifier": "image-classification",
  "text-encoder": "feature-extraction",
  clip: "zero-shot-image-classification",
  cascade: "text-to-image",
  "face-finder": "object-detection",
  "text-reader": "image-to-text",
};

/** Columns of an evaluation, by the hub's names of metrics. */
const metrics: Readonly<Record<string, string>> = {
  AUC: "roc_auc",
  average_precision: "average_precision",
  precision: "precision",
  recall: "recall",
  F1: "f1",
};

/** YAML's values for a model's card on the Hugging Face hub; figures are those of its evaluation. */
export function modelMetadata({ facts }: Card): Record<string, unknown> {
  const [manifest = {}] = facts["manifest"]?.result ?? [];
  const kind = String(manifest["kind"] ?? "");
  const pipeline = pipelines[kind];
  const results = pipeline === undefined ? [] : resultsOf(facts, pipeline);
  const trained = (facts["training-data"]?.result ?? []).map(({ dataset }) => String(dataset));
  const used = [...new Set(results.flatMap((one) => one.metrics.map(({ type }) => type)))];
  return {
    ...licenseOf(String(manifest["license"] ?? "")),
    library_name: "onnx",
    ...(pipeline === undefined ? {} : { pipeline_tag: pipeline }),
    tags: ["onnx", kind].filter(Boolean),
    ...(trained.length === 0 ? {} : { datasets: trained }),
    ...(used.length === 0 ? {} : { metrics: used }),
    ...(results.length === 0
      ? {}
      : { "model-index": [{ name: String(manifest["id"] ?? "model"), results }] }),
  };
}

/** The evaluation, a result per label; of another layout than a classifier's there is none to be listed. */
function resultsOf(facts: Card["facts"], pipeline: string) {
  const evaluation = facts["evaluation"];
  const [, sha256] = /SHA-256 ([0-9a-f]{64})/u.exec(evaluation?.about ?? "") ?? [];
  if (evaluation === undefined || sha256 === undefined) return [];
  return evaluation.result.flatMap((row) => {
    const found = Object.entries(metrics).flatMap(([column, type]) => {
      const value = Number.parseFloat(String(row[column]));
      return Number.isFinite(value) ? [{ type, value, name: `${type}, ${row["label"]}` }] : [];
    });
    if (found.length === 0) return [];
    return [
      {
        task: { type: pipeline, name: String(row["label"]) },
        dataset: { type: "evaluation", name: `evaluation.json, data of SHA-256 ${sha256.slice(0, 12)}` },
        metrics: found,
      },
    ];
  });
}
