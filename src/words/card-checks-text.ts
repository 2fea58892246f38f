import { join } from "node:path";
import type { CardCheck } from "../actions/card/check.ts";
import type { CheckedCard } from "../actions/card/check-all.ts";
import type { CheckProfile } from "../cards/choices.ts";
import { printable } from "../process/printable.ts";
import { version } from "../process/version.ts";
import { checkReports } from "./card-check-reports.ts";
import { lacksText, sampleText } from "./card-check-text.ts";
import { type CiReport, githubAnnotations, junit, sarif, unreadReport } from "./findings-for-ci.ts";
import { jsonText } from "./json-text.ts";

export const checkFormats = ["text", "json", "sarif", "github", "junit"] as const;
export type CheckFormat = (typeof checkFormats)[number];

/**
 * What `card check` found of each card; one that could not be read is an error of its file in every form but text,
 * where it is a line on stderr.
 * @param documents where the rendered documents of the only card lie; without it, beside each card
 */
export function checksText(
  checked: readonly CheckedCard[],
  format: CheckFormat,
  profile: CheckProfile,
  documents?: string,
): string {
  if (format === "json") return jsonText(jsonOf(checked, profile));
  if (format === "text")
    return checked
      .flatMap((one) => ("check" in one ? [textOf(one.folder, one.check, profile, checked.length)] : []))
      .join("\n");
  const reports = checked.flatMap((one) => reportsOf(one, documents));
  if (format === "sarif") return jsonText(sarif(reports, version));
  return format === "github" ? githubAnnotations(reports) : junit(reports, "sluice card check");
}

function textOf(
  folder: string,
  { card, lacks, files, sampled }: CardCheck,
  profile: CheckProfile,
  cards: number,
): string {
  const text = lacksText(lacks, { profile, files }, sampled, Object.keys(card.answers).length);
  return cards === 1 ? text : `${printable(folder)}:\n${text.replaceAll(/^/gmu, "  ")}`;
}

function jsonOf(checked: readonly CheckedCard[], profile: CheckProfile): object {
  const [only, ...more] = checked.map((one) => {
    if ("error" in one) return { folder: one.folder, green: false, error: one.error };
    const { lacks, notes, sampled } = one.check;
    return {
      ...(checked.length === 1 ? {} : { folder: one.folder }),
      green: lacks.length === 0,
      ...(sampled === undefined ? {} : { whole: false, sampled }),
      lacks,
      notes,
    };
  });
  return more.length === 0
    ? { schema: "sluice.card-check/1", profile, ...only }
    : { schema: "sluice.card-checks/1", profile, cards: [only, ...more] };
}

function reportsOf(one: CheckedCard, documents = join(one.folder, "cards")): readonly CiReport[] {
  if ("error" in one) return [unreadReport(one.path, one.error)];
  const { lacks, notes, sampled } = one.check;
  const all = sampled === undefined ? notes : [sampleText(sampled), ...notes];
  return checkReports(lacks, all, one, documents);
}
