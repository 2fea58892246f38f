import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Eta } from "eta";
import { CliError, oneLine } from "../../process/errors.ts";
import { count, decimals, tenthPercent } from "../../process/figures.ts";
import { writeWhole } from "../../process/files.ts";
import type { Measure } from "../../statistics/measures.ts";
import type { Rate } from "../../statistics/wilson.ts";
import type { PicturesEvaluation } from "./evaluate.ts";
import { template } from "./template.ts";

const eta = new Eta({ autoEscape: true });

/** What was evaluated, for the record at the page's end and in the document. */
export interface Provenance {
  readonly model: string;
  /** SHA-256 of the stages' files, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string | number>>;
}

/**
 * Writes `evaluation.json` and `evaluation.html` into a folder, which is made if it is not there. Neither
 * holds a picture, a clock or a path.
 * @throws CliError (exit code 2) when the folder cannot be written
 */
export async function writePicturesEvaluation(
  folder: string,
  evaluation: PicturesEvaluation,
  provenance: Provenance,
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const document = { ...provenance, ...evaluation };
    await writeWhole(join(folder, "evaluation.json"), `${JSON.stringify(document, null, 1)}\n`);
    await writeWhole(join(folder, "evaluation.html"), pageOf(evaluation, provenance));
  } catch (cause) {
    throw new CliError(`Cannot write the evaluation to "${folder}": ${oneLine(cause)}`, {
      exitCode: 2,
      cause,
    });
  }
}

function pageOf(evaluation: PicturesEvaluation, { model, files, settings }: Provenance): string {
  const { features, scorer } = evaluation.instruments;
  const parts = partsOf(evaluation);
  return eta.renderString(template, {
    e: evaluation,
    model,
    sides: [
      ...parts,
      { name: "real", f: evaluation.ceiling },
      ...(evaluation.ceilingCombined ? [{ name: "real, combinations", f: evaluation.ceilingCombined }] : []),
    ],
    parts,
    made: [
      ["sluice", evaluation.sluice],
      ...Object.entries(files).map(([path, sha256]) => [path, `SHA-256 ${sha256}`]),
      [features.id, `SHA-256 ${features.sha256}`],
      [scorer.id, `SHA-256 ${scorer.sha256}`],
      ...Object.entries(settings),
    ],
    count,
    rate: rateText,
    measure: measureText,
  });
}

/** The sets of captions, by the heads of their columns. */
function partsOf({ seen, unseen, combined, lookedUp }: PicturesEvaluation) {
  return [
    { name: "captions of training", f: seen },
    { name: "held-out concepts", f: unseen },
    ...(combined === null ? [] : [{ name: "held-out combinations", f: combined }]),
    { name: "held-out concepts, looked up", f: lookedUp },
  ];
}

/** `12 of 40: 30.0 % (18.1 … 45.4)`. */
export function rateText(rate: Rate | null): string {
  if (rate === null || rate.rate === null) return "–";
  return `${rate.k} of ${rate.n}: ${tenthPercent(rate.rate)} % (${tenthPercent(rate.low)} … ${tenthPercent(rate.high)})`;
}

/** `0.123 (0.100 … 0.146)`. */
export function measureText({ value, low, high }: Measure): string {
  if (value === null) return "–";
  return low === null || high === null
    ? decimals(value, 3)
    : `${decimals(value, 3)} (${decimals(low, 3)} … ${decimals(high, 3)})`;
}
