import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { ImageClassifier, Pixels } from "../models/index.ts";

/** What was measured of pictures before, by name; a bench that is stopped goes on where it was. */
interface Kept<T> {
  get(name: string): T | undefined;
  put(name: string, value: T): void;
}

/**
 * Opens a file of scores beside the packages of pictures.
 * @param by what measured: scores of other models are not taken
 */
export function keptScores<T>(file: string, by: string): Kept<T> {
  const path = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "sluice/probes", file);
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
  const entries = lines.map((line) => JSON.parse(line) as { path: string; by: string; rows: T });
  const known = new Map(entries.filter((one) => one.by === by).map(({ path: name, rows }) => [name, rows]));
  return {
    get: (name) => known.get(name),
    put(name, rows) {
      known.set(name, rows);
      mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, `${JSON.stringify({ path: name, by, rows })}\n`);
    },
  };
}

/** What the panel's models said of pictures in floats, model by model; null: it does not decode. */
export function panelScores(
  members: readonly { readonly sha256: string }[],
): Kept<readonly (readonly number[])[] | null> {
  // Small pictures are looked at twice since.
  return keptScores(
    "scores.jsonl",
    `two looks ${members.map(({ sha256 }) => sha256.slice(0, 12)).join(" ")}`,
  );
}

/** A picture's probabilities by every model, as they are kept. */
export async function measuredBy(
  members: readonly Pick<ImageClassifier, "classify">[],
  pixels: Pixels,
): Promise<readonly (readonly number[])[]> {
  const rows: number[][] = [];
  for (const { classify } of members)
    rows.push([...((await classify([pixels]))[0] ?? [])].map((value) => Number(value.toFixed(5))));
  return rows;
}
