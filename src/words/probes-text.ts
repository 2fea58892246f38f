import type { Probes } from "../looking/meaning/probes.ts";
import { counted } from "../process/figures.ts";
import { printable } from "../process/printable.ts";
import { cellText, rateText } from "./people-text.ts";

/** What a CLIP model takes pictures for, a table per probe of so many groups and words. */
export function probesText(
  { model, probes, pictures, overall, groups, terms }: Probes,
  top: number,
): readonly string[] {
  return [
    `${counted(pictures, "picture")}, each by the description that ${model} finds nearest; odds against all others, p corrected by Holm:`,
    ...probes.flatMap((probe, at) => [
      `“${printable(probe)}”: ${rateText(overall[at])}`,
      ...[...groups.slice(0, top), ...terms.slice(0, top)].map(
        ({ cell, pairs, probes: own }) => `  ${cell.padEnd(34)} ${cellText(pairs, own[at])}`,
      ),
    ]),
  ];
}
