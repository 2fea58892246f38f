import { mkdir, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Action, applicableRules, type Policy, policyDigest } from "../../filters/policies.ts";
import { CliError } from "../process/errors.ts";
import { commit } from "../process/files.ts";
import { writeDecisions } from "./decide-rows.ts";
import { withDenied } from "./denied.ts";
import { literal } from "./literal.ts";
import { predicateTrouble } from "./predicate/check.ts";
import { countOf, refusedRule, timeFor } from "./predicate/failing.ts";
import { columnNames, type Query } from "./query.ts";
import { wholeNumberTrouble } from "./whole-numbers.ts";

/** What a policy says about a run. */
export interface Decisions {
  readonly policy: string;
  readonly version: number;
  /** SHA-256 of the policy. */
  readonly digest: string;
  /** Where each pair's decision lies: `key, shard, row, action, rules`. */
  readonly file: string;
  readonly actions: Readonly<Record<Action, number>>;
  /** Pairs per rule, in the policy's order; a pair may fire several. */
  readonly rules: readonly {
    readonly id: string;
    readonly action: Action;
    readonly reason: string;
    readonly pairs: number;
  }[];
  /** Rules that this run cannot judge, with the columns they lack. */
  readonly skipped: readonly { readonly id: string; readonly missing: readonly string[] }[];
}

/** The first of some rules that is no predicate over the view `scores`, and why; null where all are. */
export async function wrongRule(
  query: Query,
  rules: Policy["rules"],
): Promise<{ readonly id: string; readonly trouble: string } | null> {
  for (const { id, when } of rules) {
    const trouble = await predicateTrouble(query, when, "scores");
    if (trouble !== null) return { id, trouble };
  }
  return null;
}

/**
 * Applies a policy to stored scores, without inference, and writes `decisions/<digest>.parquet`.
 * @throws CliError (exit code 2) naming the rule whose predicate is wrong, or fails on a stored value
 */
export async function decide(query: Query, runFolder: string, policy: Policy): Promise<Decisions> {
  const columns = await columnNames(query);
  const { judged: own, skipped } = applicableRules(policy, columns);
  const judged = withDenied(own, columns);
  const wrong = await wrongRule(query, judged);
  if (wrong !== null)
    throw new CliError(`Cannot apply policy "${policy.name}": rule "${wrong.id}": ${wrong.trouble}`, {
      exitCode: 2,
    });
  const rounded = await wholeNumberTrouble(query, judged);
  if (rounded !== null)
    throw new CliError(`Cannot apply policy "${policy.name}": ${rounded}`, { exitCode: 2 });

  const digest = policyDigest(policy);
  // DuckDB compares paths as written with the folder it may touch, so both are real paths.
  const folder = await realpath(runFolder);
  const file = join(folder, "decisions", `${digest}.parquet`);
  await mkdir(dirname(file), { recursive: true });
  const pairs = await countOf(query, "scores");
  const seconds = timeFor(pairs);
  await commit(file, async (part) => {
    try {
      await writeDecisions(query, folder, judged, part, seconds);
    } catch (error) {
      throw await refusedRule(query, policy, judged, error, seconds);
    }
  });

  const decided = `read_parquet('${literal(file)}')`;
  const written = await countOf(query, decided);
  if (written !== pairs)
    throw new Error(`Cannot apply policy "${policy.name}": wanted ${pairs} decisions, got ${written}`);
  const actions = await query.rows<{ action: Action; n: number }>(
    `SELECT action, count(*) AS n FROM ${decided} GROUP BY action`,
  );
  const fired = await query.rows<{ id: string; n: number }>(
    `SELECT id, count(*) AS n FROM (SELECT unnest(rules) AS id FROM ${decided}) GROUP BY id`,
  );
  const firedBy = new Map(fired.map(({ id, n }) => [id, n]));
  return {
    policy: policy.name,
    version: policy.version,
    digest,
    file: join("decisions", `${digest}.parquet`),
    actions: {
      keep: 0,
      review: 0,
      drop: 0,
      ...Object.fromEntries(actions.map(({ action, n }) => [action, n])),
    },
    rules: judged.map(({ id, action, reason }) => ({ id, action, reason, pairs: firedBy.get(id) ?? 0 })),
    skipped: skipped.map(({ rule, missing }) => ({ id: rule.id, missing })),
  };
}
