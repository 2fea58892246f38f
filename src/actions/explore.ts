import { blinded } from "../review/blind.ts";
import type { DecidedRun, RunColumn } from "../run/decided-run.ts";
import { type Binned, binned, valueBinned } from "../run/questions/bins.ts";
import { everything, type Lens } from "../run/questions/lens.ts";
import { type DecisionReceipt, decisionReceipt, decisionReceiptAt } from "../run/questions/receipt.ts";
import { checkLens as checkedLens, openRows, type Rows } from "../run/questions/rows.ts";
import { counted, type Frequency } from "../run/questions/statistics.ts";
import { type RunAt, withRun } from "./open-run.ts";

/** The pairs under a lens, in order; whoever opens them closes them. @throws CliError (exit code 2) with what is wrong with the predicate */
export function openPairs(view: DecidedRun, lens: Lens): Promise<Rows> {
  return openRows(view, lens);
}

/** @throws CliError (exit code 2) with what is wrong with the predicate, or the column that it sorts by */
export function checkLens(view: DecidedRun, lens: Lens): Promise<void> {
  return checkedLens(view, lens);
}

/** How often values of a column occur under a lens: the most frequent first, a number with fractions in ranges. */
export function countValues(view: DecidedRun, lens: Lens, column: RunColumn): Promise<readonly Frequency[]> {
  return counted(view, lens, column);
}

/** How a number is spread under a lens, in bins that fit its values. */
export function binsOf(view: DecidedRun, column: string, most: number, lens: Lens): Promise<Binned> {
  return binned(view, lens, column, most);
}

/** How a value is spread over all pairs, in bins that fit. @param value SQL over columns */
export function spreadOf(view: DecidedRun, value: string, most: number): Promise<Binned> {
  return valueBinned(view, everything, value, most);
}

/**
 * Why a pair is decided as it is.
 * @param reviewer who asks: others' verdicts on a pair that waits in their queue stay hidden
 * @throws CliError (exit code 2) where the run has no such pair
 */
export function explainPair(at: RunAt, key: string, reviewer: string): Promise<DecisionReceipt> {
  return withRun(at, async (view) => {
    const receipt = await blinded(view, await decisionReceipt(view, key), reviewer);
    return { ...receipt, otherText: await readOtherText(view, receipt, null) };
  });
}

/**
 * What the text says that rules fire on beside the captions: no run keeps it, so it is read from the dataset.
 * @param data where the dataset lies now, when it moved
 * @returns without the text where it is out of reach
 */
export async function readOtherText(
  view: DecidedRun,
  { shard, row, otherText }: Pick<DecisionReceipt, "shard" | "row" | "otherText">,
  data: string | null,
): Promise<DecisionReceipt["otherText"]> {
  if (otherText === null) return null;
  const { openTiles } = await import("./review.ts");
  const { images } = await openTiles(view, data);
  const found = (await images?.texts(shard, row)) ?? { reason: "" };
  images?.close();
  if ("reason" in found) return otherText;
  const said = found.filter(({ name }) => name === otherText.name).map(({ text }) => text);
  return { ...otherText, text: said.length === 0 ? null : said.join(" / ") };
}

/** Why the pair at a place is decided as it is, as {@link explainPair}. @param row in its shard, from 0 */
export async function explainPlace(
  view: DecidedRun,
  shard: string,
  row: number,
  reviewer: string,
): Promise<DecisionReceipt> {
  return blinded(view, await decisionReceiptAt(view, shard, row), reviewer);
}
