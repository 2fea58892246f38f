import type { Curated } from "../../pipelines/curate/summary.ts";
import { count, counted } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";

/** Counts before and after, by reason. */
export function curatedText(
  { pairs, reasons, policy, remarks, troubles, blurred }: Curated,
  to: string,
): readonly string[] {
  const rows = reasons.map(
    ({ rule, state, pairs: n, about }) =>
      `  ${String(n).padStart(9)}  ${state.padEnd(8)} ${rule.padEnd(18)} ${printable(about)}`,
  );
  return [
    `${counted(pairs.before, "pair")} before, ${count(pairs.written)} written, by policy ${policy.name} v${policy.version}:`,
    `${count(pairs.removed)} removed, ${count(pairs.held)} held until a person has looked`,
    ...rows,
    ...(blurred === undefined
      ? []
      : [
          `${count(blurred.faces)} faces blurred in ${counted(blurred.pictures, "picture")} of ${counted(blurred.pairs, "pair")}: ${to}/blurred.parquet; a face that ${blurred.model} misses stays`,
        ]),
    ...remarks.map((remark) => `note: ${remark}`),
    ...troubles.map((trouble) => `trouble: ${printable(trouble)}`),
    `dataset: ${to}`,
    `why each of the others is not in it: ${to}/removed.parquet`,
  ];
}
