import { decisionSql, signalsOf } from "../../../filters/policies.ts";
import { type Rate, wilson } from "../../statistics/wilson.ts";
import type { Decisions } from "../decide.ts";
import type { DecidedRun } from "../decided-run.ts";
import { registerOf } from "../register.ts";
import { type DiffPairs, diffPairs, FLAGGED, groupSql } from "./diff-pairs.ts";

/** How two policies treat the pairs of one group. */
export interface GroupDiff {
  readonly group: string;
  readonly n: number;
  /** Kept by A and not by B, of those that A keeps. */
  readonly lost: Rate;
  /** Kept by B and not by A, of those that A does not keep. */
  readonly gained: Rate;
  /** The whole interval of the group's loss lies above the loss over all, and the loss is a quarter higher or more. */
  readonly erased: boolean;
}

/** Who is gained and lost when policy B takes the place of policy A. */
export interface PolicyDiff {
  readonly a: Decisions;
  readonly b: Decisions;
  readonly all: GroupDiff;
  /** Pairs that changed sides, by the rule that decided under the policy that does not keep them. */
  readonly rules: readonly {
    readonly side: "lost" | "gained";
    readonly rule: string;
    readonly pairs: number;
  }[];
  readonly groups: readonly { readonly by: string; readonly groups: readonly GroupDiff[] }[];
}

/** A comparison, and the pairs that its figures count. */
export interface ComparedPolicies {
  readonly diff: PolicyDiff;
  readonly pairs: DiffPairs;
}

/** Groups with fewer pairs are left out: their rates say nothing. */
export const SMALLEST_GROUP = 5;
/** Groups per column. */
const MOST_GROUPS = 30;

/**
 * Compares two policies over a run. A pair is kept where its action is `keep`; what waits for a person is not.
 * @param by columns to group by, besides language and what the filters flag
 * @throws CliError (exit code 2) for a policy or column that cannot be used
 */
export async function diffPolicies(
  view: DecidedRun,
  a: string,
  b: string,
  by: readonly string[],
): Promise<ComparedPolicies> {
  const [first, second] = [await view.beside(a), await view.beside(b)];
  const [inA, inB] = [decisionSql(first.judged), decisionSql(second.judged)];
  await view.query.run(`CREATE OR REPLACE TEMP VIEW compared AS SELECT *,
    ${inA.action} = 'keep' AS in_a, ${inB.action} = 'keep' AS in_b,
    (${inA.fired})[1] AS rule_a, (${inB.fired})[1] AS rule_b FROM scores`);
  const [all] = await counted(view, "'all'", 1, null);
  const whole = all ?? groupOf({ group: "all", n: 0, a: 0, lost: 0, gained: 0 }, null);
  const columns = [...(hasColumn(view, "language") ? ["language"] : []), ...by];
  const groups = [];
  for (const column of columns)
    groups.push({
      by: column,
      groups: await counted(view, groupSql(column), SMALLEST_GROUP, whole.lost.rate),
    });
  const flags = flagsOf(view);
  groups.push({ by: FLAGGED, groups: await flagged(view, flags, whole.lost.rate) });
  const rules = await changedRules(view);
  return {
    diff: { a: first.decisions, b: second.decisions, all: whole, rules, groups },
    pairs: diffPairs(first.judged, second.judged, flags),
  };
}

function hasColumn({ columns }: DecidedRun, name: string): boolean {
  return columns.some((column) => column.name === name);
}

interface Counts {
  readonly group: string;
  readonly n: number;
  readonly a: number;
  readonly lost: number;
  readonly gained: number;
}

const COUNTS = `count(*) AS n, count(*) FILTER (in_a) AS a,
  count(*) FILTER (in_a AND NOT in_b) AS lost, count(*) FILTER (in_b AND NOT in_a) AS gained`;

async function counted({ query }: DecidedRun, group: string, least: number, overall: number | null) {
  const rows = await query.rows<Counts>(`SELECT ${group} AS "group", ${COUNTS} FROM compared
    GROUP BY 1 HAVING count(*) >= ${least} ORDER BY n DESC, 1 LIMIT ${MOST_GROUPS}`);
  return rows.map((row) => groupOf(row, overall));
}

/** What signals flag at their middle cuts, as predicates by the group's name. */
function flagsOf({ columns, run }: DecidedRun): ReadonlyMap<string, string> {
  const known = new Set(columns.map(({ name }) => name));
  const usable = signalsOf(registerOf(run.inputs)).filter(({ needs }) =>
    needs.every((name) => known.has(name)),
  );
  return new Map(usable.map(({ id, value, cut }) => [`${id} ≥ ${cut}`, `(${value}) >= ${cut}`]));
}

/** Flagged pairs; a pair may stand in several groups. */
async function flagged(
  { query }: DecidedRun,
  flags: ReadonlyMap<string, string>,
  overall: number | null,
): Promise<readonly GroupDiff[]> {
  const groups: GroupDiff[] = [];
  for (const [group, when] of flags) {
    const [row] = await query.rows<Counts>(
      `SELECT '${group}' AS "group", ${COUNTS} FROM compared WHERE ${when}`,
    );
    if (row && row.n >= SMALLEST_GROUP) groups.push(groupOf(row, overall));
  }
  return groups;
}

function groupOf({ group, n, a, lost, gained }: Counts, overall: number | null): GroupDiff {
  const rate = wilson(lost, a);
  const erased =
    overall !== null && rate.rate !== null && (rate.low ?? 0) > overall && rate.rate >= 1.25 * overall;
  return { group, n, lost: rate, gained: wilson(gained, n - a), erased };
}

function changedRules({ query }: DecidedRun): Promise<PolicyDiff["rules"]> {
  return query.rows(`SELECT 'lost' AS side, coalesce(rule_b, '–') AS rule, count(*) AS pairs
    FROM compared WHERE in_a AND NOT in_b GROUP BY ALL
    UNION ALL SELECT 'gained', coalesce(rule_a, '–'), count(*) FROM compared WHERE in_b AND NOT in_a GROUP BY ALL
    ORDER BY side DESC, pairs DESC, rule`);
}
