import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Calibration } from "./calibration.ts";

/** Where no model says: more likely than not. */
const EVEN = 0.5;

/** What a dataset's captions are: the same score means different things of a caption, of a comment and of a prompt. */
export type Register = "caption" | "comment" | "prompt";

type Values = Readonly<Record<string, number>>;
type Calibrations = Readonly<Record<string, Calibration>>;

interface Cuts {
  readonly values: Values;
  readonly calibration?: Calibrations;
}

let known: Partial<Readonly<Record<Register, Cuts>>> | undefined;

/**
 * The cut at which a caption's text score is a flag, by column: from the manifest of the text model that ships, the
 * one file of cuts. Runs are decided and reported without any model in memory, so that only its JSON is read.
 */
export function captionCut(column: string): number {
  return textCut(column, "caption");
}

/** The same of another register; where the model has no cuts of it, of captions. */
export function textCut(column: string, register: Register): number {
  return cutsOf(register)?.values[labelOf(column)] ?? EVEN;
}

/** How a column's score is made of those of all labels in a register; `undefined` where it counts as it stands. */
export function textCalibration(column: string, register: Register): Calibration | undefined {
  return cutsOf(register)?.calibration?.[labelOf(column)];
}

function cutsOf(register: Register): Cuts | undefined {
  known ??= read(dirname(fileURLToPath(import.meta.url)));
  return known[register] ?? known.caption;
}

function labelOf(column: string): string {
  return column.replace(/^(?:other_)?text_/u, "");
}

/** Beside this file in a clone, beside `dist/` in the package. */
function read(folder: string): Partial<Readonly<Record<Register, Cuts>>> {
  const path = join(folder, "models", "text-toxicity", "model.json");
  if (!existsSync(path)) return dirname(folder) === folder ? {} : read(dirname(folder));
  const { thresholds } = JSON.parse(readFileSync(path, "utf8")) as {
    readonly thresholds?: {
      readonly values: Values;
      readonly registers?: Readonly<Record<"comment" | "prompt", Cuts>>;
    };
  };
  if (thresholds === undefined) return {};
  const { comment, prompt } = thresholds.registers ?? {};
  return {
    caption: { values: thresholds.values },
    ...(comment && { comment }),
    ...(prompt && { prompt }),
  };
}
