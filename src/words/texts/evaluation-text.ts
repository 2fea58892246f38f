import type { Evaluation } from "../../evaluate/evaluate.ts";
import { decimals } from "../../process/figures.ts";
import type { Measure } from "../../statistics/measures.ts";

/** An evaluation as a short table for a terminal, one line per label. */
export function tableOf({ labels }: Evaluation): string {
  const rows = labels.map(({ label, n, positives, threshold, measures: m }) => [
    label,
    String(n),
    String(positives),
    decimals(threshold, 3),
    ...[m.auc, m.averagePrecision, m.f1, m.precision, m.recall, m.falsePositiveRate, m.calibrationError].map(
      short,
    ),
  ]);
  const all = [["label", "n", "pos", "cut", "AUC", "AP", "F1", "precision", "recall", "FPR", "ECE"], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join("  "),
    )
    .join("\n");
}

/** `0.912 (0.88–0.94)`: the value, and its 95 % interval. */
function short({ value, low, high }: Measure): string {
  return value === null || low === null || high === null
    ? "–"
    : `${decimals(value, 3)} (${decimals(low, 2)}–${decimals(high, 2)})`;
}
