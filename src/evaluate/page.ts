import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Eta } from "eta";
import { CliError, oneLine } from "../process/errors.ts";
import { count, decimals } from "../process/figures.ts";
import { writeWhole } from "../process/files.ts";
import { unreadWords } from "../process/unread.ts";
import type { Measure } from "../statistics/measures.ts";
import type { Evaluated } from "./evaluate.ts";
import { curvePlot, reliabilityPlot } from "./plots.ts";
import { template } from "./template.ts";

const eta = new Eta({ autoEscape: true });

/**
 * Writes `evaluation.json` and `evaluation.html` into a folder, which is made if it is not there. The page
 * holds everything inside it, no scripts and no network; examples are masked.
 * @throws CliError (exit code 2) when the folder cannot be written
 */
export async function writeEvaluation(folder: string, evaluated: Evaluated): Promise<void> {
  const html = pageOf(evaluated);
  try {
    await mkdir(folder, { recursive: true });
    await writeWhole(join(folder, "evaluation.json"), `${JSON.stringify(evaluated.evaluation, null, 1)}\n`);
    await writeWhole(join(folder, "evaluation.html"), html);
  } catch (cause) {
    throw new CliError(`Cannot write the evaluation to "${folder}": ${oneLine(cause)}`, {
      exitCode: 2,
      cause,
    });
  }
}

/** The page, as HTML. */
export function pageOf({ evaluation, mistakes }: Evaluated): string {
  return eta.renderString(template, {
    e: evaluation,
    unread: unreadWords(evaluation.rows.unread, "texts"),
    labels: evaluation.labels.map((one) => ({
      ...one,
      mistakes: mistakes.get(one.label),
      curvePlot: curvePlot(one.curve, `Precision and recall of ${one.label}`),
      reliabilityPlot: reliabilityPlot(one.reliability, `Calibration of ${one.label}`),
    })),
    count,
    decimals,
    number: (value: number | null) => decimals(value, 3),
    measure,
  });
}

function measure({ value, low, high }: Measure): string {
  if (value === null || low === null || high === null) return "–";
  return `${decimals(value, 3)} (${decimals(low, 3)} … ${decimals(high, 3)})`;
}
