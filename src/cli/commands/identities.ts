import type { IdentitiesFound } from "../../actions/identities.ts";
import { counted, decimalsInterval, percentInterval, pValue } from "../../process/figures.ts";
import { type LinkedLine, linker, wordsAlone } from "../../process/linked.ts";
import type { GroupAssociation, IdentityAudit } from "../../run/questions/identities.ts";
import type { Rate } from "../../statistics/wilson.ts";
import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";

interface Flags {
  readonly policy?: string;
  readonly json?: boolean;
}

export const addIdentities: AddCommand = (program, session) => {
  program
    .command("identities")
    .description("which groups captions name, beside which flags, and whom the policy removes")
    .argument("<run>", "a run's folder, or s3://BUCKET/PREFIX, audited with identity-terms")
    .option("--policy <file>", "default, strict or a YAML file (default: the run's)")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExample:\n  sluice identities runs/sample --policy strict")
    .action(async (run: string, { policy, json }: Flags) => {
      const { findIdentities } = await import("../../actions/identities.ts");
      const { audit, ...how } = await findIdentities({ folder: run, policy });
      const lines = () => auditText(audit, how).map(linker(session.env)).join("\n");
      session.print(json ? jsonText({ schema: "sluice.identities/1", ...audit }) : lines());
    });
};

/** The table, each line with the pairs that it counts. */
function auditText(
  { pairs, named, tables }: IdentityAudit,
  { smallest, naming }: Pick<IdentitiesFound, "smallest" | "naming">,
): readonly LinkedLine[] {
  if (named.length === 0)
    return [wordsAlone(`no group was named: not detected by identity-terms in ${counted(pairs, "pair")}`)];
  return [
    wordsAlone(`groups named in ${counted(pairs, "pair")} (a pair may name several):`),
    ...named.map(({ group, rate }) => ({
      text: `  ${group.padEnd(22)} ${shown(rate)}`,
      where: naming(group),
    })),
    ...tables.flatMap(({ outcome, when, overall, groups }) => [
      {
        text: `${outcome}: ${shown(overall)} of all; odds against all others, p corrected by Holm:`,
        where: when,
      },
      ...groups.map((group) => ({
        text: groupLine(group, smallest),
        // A figure that is not shown opens no pairs either.
        where: group.rate === null ? null : `${naming(group.group)} AND (${when})`,
        crumb: `${outcome}, ${group.group}`,
      })),
    ]),
  ];
}

function groupLine({ group, pairs, rate, association }: GroupAssociation, smallest: number): string {
  if (rate === null || association === null)
    return `  ${group.padEnd(22)} suppressed: ${counted(pairs, "pair")}, fewer than ${smallest}`;
  const { oddsRatio, low, high, corrected } = association;
  const mark = corrected < 0.05 ? "! " : "  ";
  return `${mark}${group.padEnd(22)} ${shown(rate)}, odds ratio ${decimalsInterval(oddsRatio, low, high, 2)}, p ${pValue(corrected)}`;
}

function shown({ k, n, rate, low, high }: Rate): string {
  return `${percentInterval(rate, low, high)} (${k} of ${n})`;
}
