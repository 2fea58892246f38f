import type { Curated } from "../pipelines/curate/summary.ts";
import { printable } from "../process/printable.ts";

/** Counts before and after, by reason. */
export function curatedText(
  { pairs, reasons, policy, remarks, troubles }: Curated,
  to: string,
): readonly string[] {
  const rows = reasons.map(
    ({ rule, state, pairs: n, about }) =>
      `  ${String(n).padStart(9)}  ${state.padEnd(8)} ${rule.padEnd(18)} ${printable(about)}`,
  );
  return [
    `${pairs.before.toLocaleString("en")} pairs before, ${pairs.written.toLocaleString("en")} written, by policy ${policy.name} v${policy.version}:`,
    `${pairs.removed.toLocaleString("en")} removed, ${pairs.held.toLocaleString("en")} held until a person has looked`,
    ...rows,
    ...remarks.map((remark) => `note: ${remark}`),
    ...troubles.map((trouble) => `trouble: ${printable(trouble)}`),
    `dataset: ${to}`,
    `why each of the others is not in it: ${to}/removed.parquet`,
  ];
}
