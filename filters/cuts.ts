import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where no model says: more likely than not. */
const EVEN = 0.5;

/** What a dataset's captions are: the same score means different things of a caption, of a comment and of a prompt. */
export type Register = "caption" | "comment" | "prompt";

type Values = Readonly<Record<string, number>>;

let known: Partial<Readonly<Record<Register, Values>>> | undefined;

/**
 * The cut at which a caption's text score is a flag, by column: from the manifest of the text model that ships, the
 * one file of cuts. Runs are decided and reported without any model in memory, so that only its JSON is read.
 */
export function captionCut(column: string): number {
  return textCut(column, "caption");
}

/** The same of another register; where the model has no cuts of it, of captions. */
export function textCut(column: string, register: Register): number {
  known ??= read(dirname(fileURLToPath(import.meta.url)));
  const values = known[register] ?? known.caption ?? {};
  return values[column.replace(/^(?:other_)?text_/u, "")] ?? EVEN;
}

/** Beside this file in a clone, beside `dist/` in the package. */
function read(folder: string): Partial<Readonly<Record<Register, Values>>> {
  const path = join(folder, "models", "text-toxicity", "model.json");
  if (!existsSync(path)) return dirname(folder) === folder ? {} : read(dirname(folder));
  const { thresholds } = JSON.parse(readFileSync(path, "utf8")) as {
    readonly thresholds?: {
      readonly values: Values;
      readonly registers?: Readonly<Record<"comment" | "prompt", { readonly values: Values }>>;
    };
  };
  if (thresholds === undefined) return {};
  const { comment, prompt } = thresholds.registers ?? {};
  return {
    caption: thresholds.values,
    ...(comment && { comment: comment.values }),
    ...(prompt && { prompt: prompt.values }),
  };
}
