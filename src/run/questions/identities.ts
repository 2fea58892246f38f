import { CliError } from "../../process/errors.ts";
import { type Association, association, holm, SMALLEST } from "../../statistics/association.ts";
import { type Rate, wilson } from "../../statistics/wilson.ts";
import type { DecidedRun } from "../decided-run.ts";
import { literal } from "../literal.ts";
import { outcomesOf } from "./outcomes.ts";

/** A group beside one thing that happens to its pairs; null where too few pairs name it. */
export interface GroupAssociation {
  readonly group: string;
  readonly pairs: number;
  readonly rate: Rate | null;
  readonly association: (Association & { readonly corrected: number }) | null;
}

/** Who is named, beside which flags, and whom the policy removes. */
export interface IdentityAudit {
  readonly pairs: number;
  /** Pairs that name a group, of all. */
  readonly named: readonly { readonly group: string; readonly rate: Rate }[];
  readonly tables: readonly {
    /** What was counted: a flag, or that the policy does not keep the pair. */
    readonly outcome: string;
    /** The same as a predicate. */
    readonly when: string;
    readonly overall: Rate;
    readonly groups: readonly GroupAssociation[];
  }[];
}

/** Table of groups by outcome over a run. @throws CliError (exit code 2) where the run did not look for groups */
export async function auditIdentities(view: DecidedRun): Promise<IdentityAudit> {
  const { query, columns } = view;
  const known = new Set(columns.map(({ name }) => name));
  if (!known.has("identity_groups"))
    throw new CliError(
      "Cannot audit identities: the run has no identity_groups; audit with --filters identity-terms",
      {
        exitCode: 2,
      },
    );
  const outcomes = outcomesOf(view);
  const selected = outcomes
    .map(({ when }, i) => `count(*) FILTER (${when}) AS k${i}, count((${when})) AS n${i}`)
    .join(", ");
  type Row = Record<string, number> & { readonly g: string };
  const [all] = await query.rows<Row>(`SELECT '' AS g, count(*) AS n, ${selected} FROM explored`);
  const groups = await query.rows<Row>(`SELECT g, count(*) AS n, ${selected}
    FROM (SELECT unnest(string_split(identity_groups, ',')) AS g, * FROM explored WHERE identity_groups <> '')
    GROUP BY g ORDER BY n DESC, g`);
  const pairs = all?.["n"] ?? 0;
  return {
    pairs,
    named: groups.map((row) => ({ group: row.g, rate: wilson(row["n"] ?? 0, pairs) })),
    tables: outcomes.map(({ outcome, when }, i) => {
      const [hits, measured] = [all?.[`k${i}`] ?? 0, all?.[`n${i}`] ?? 0];
      const found = groups.map((row) => ({ group: row.g, k: row[`k${i}`] ?? 0, n: row[`n${i}`] ?? 0 }));
      return { outcome, when, overall: wilson(hits, measured), groups: associated(found, hits, measured) };
    }),
  };
}

/** The pairs that name a group, as a predicate. */
export function naming(group: string): string {
  return `list_contains(string_split(identity_groups, ','), '${literal(group)}')`;
}

function associated(
  groups: readonly { readonly group: string; readonly k: number; readonly n: number }[],
  hits: number,
  pairs: number,
): readonly GroupAssociation[] {
  const large = groups.filter(({ n }) => n >= SMALLEST);
  const measured = large.map(({ k, n }) => association(k, n, hits, pairs));
  const corrected = holm(measured.map(({ p }) => p));
  const byGroup = new Map(
    large.map(({ group }, i) => [group, { found: measured[i], corrected: corrected[i] ?? 1 }]),
  );
  return groups.map(({ group, k, n }) => {
    const one = byGroup.get(group);
    if (one?.found === undefined) return { group, pairs: n, rate: null, association: null };
    return { group, pairs: n, rate: wilson(k, n), association: { ...one.found, corrected: one.corrected } };
  });
}
