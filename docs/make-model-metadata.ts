/**
 * Writes the hub's metadata before each model's README: `npm run docs:model-metadata`, after a manifest or a card
 * changed. What it says is the manifest's, and the evaluation's where the model has a card.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { Card } from "../src/cards/source/card.ts";
import { modelMetadata } from "../src/documents/model-metadata.ts";

const models = join(import.meta.dirname, "../models");

/** Ids of all models, shipped and pullable. */
export const modelIds: readonly string[] = readdirSync(models)
  .filter((id) => existsSync(join(models, id, "model.json")))
  .sort();

/** A model's README with the metadata that belongs before it, and as it is now. */
export function withMetadata(id: string): {
  readonly path: string;
  readonly now: string;
  readonly made: string;
} {
  const path = join(models, id, "README.md");
  const now = readFileSync(path, "utf8");
  const body = now.replace(/^---\n[\s\S]*?\n---\n\n/u, "");
  return {
    path,
    now,
    made: `---\n${stringify(modelMetadata(cardOf(id)), { version: "1.1", lineWidth: 0 })}---\n\n${body}`,
  };
}

/** The model's card, or of a model without one what its manifest says. */
function cardOf(id: string): Card {
  const path = join(models, id, "cards/card.yaml");
  if (existsSync(path)) return parse(readFileSync(path, "utf8")) as Card;
  const manifest = JSON.parse(readFileSync(join(models, id, "model.json"), "utf8")) as Record<
    string,
    unknown
  >;
  const named = join(models, id, "trained-on.json");
  const { datasets = [] } = existsSync(named)
    ? (JSON.parse(readFileSync(named, "utf8")) as { readonly datasets?: readonly string[] })
    : {};
  const result = datasets.map((dataset) => ({ dataset }));
  return {
    facts: { manifest: { result: [manifest] }, "training-data": { result } },
  } as unknown as Card;
}

if (process.argv[1] === import.meta.filename)
  for (const id of modelIds) {
    const { path, made } = withMetadata(id);
    writeFileSync(path, made);
  }
