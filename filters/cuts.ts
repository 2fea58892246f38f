import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where no model says: more likely than not. */
const EVEN = 0.5;

let values: Readonly<Record<string, number>> | undefined;

/**
 * The cut at which a caption's text score is a flag, by column: from the manifest of the text model that ships, the
 * one file of cuts. Runs are decided and reported without any model in memory, so that only its JSON is read.
 */
export function captionCut(column: string): number {
  values ??= read(dirname(fileURLToPath(import.meta.url)));
  return values[column.replace(/^(?:other_)?text_/u, "")] ?? EVEN;
}

/** Beside this file in a clone, beside `dist/` in the package. */
function read(folder: string): Readonly<Record<string, number>> {
  const path = join(folder, "models", "text-toxicity", "model.json");
  if (!existsSync(path)) return dirname(folder) === folder ? {} : read(dirname(folder));
  const { thresholds } = JSON.parse(readFileSync(path, "utf8")) as {
    readonly thresholds?: { readonly values: Readonly<Record<string, number>> };
  };
  return thresholds?.values ?? {};
}
