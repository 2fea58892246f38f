import type { Policy } from "../../../filters/policies.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import { TookTooLong } from "../patience.ts";
import type { Query } from "../query.ts";

/** Seconds that a policy's rules may take, over any number of pairs and for a million more. */
const AT_LEAST = 60;
const PER_MILLION = 600;

/** Seconds in which predicates over so many pairs must be answered. */
export function timeFor(pairs: number): number {
  return AT_LEAST + Math.ceil((pairs / 1_000_000) * PER_MILLION);
}

/** The pairs of a view. */
export async function countOf(query: Query, view: string): Promise<number> {
  const [row] = await query.rows<{ n: number }>(`SELECT count(*) AS n FROM ${view}`);
  return row?.n ?? 0;
}

/** Whether a statement ended because a person stopped it or its run was closed: nothing is wrong with it. */
export function wasStopped(error: unknown): boolean {
  return error instanceof CliError && !(error instanceof TookTooLong);
}

/**
 * Names the rule that DuckDB took and could not answer: a cast, an overflow, a regular expression, too long a time.
 * @param error what came of asking all rules at a time
 * @param seconds what they had
 * @returns what to throw
 */
export async function refusedRule(
  query: Query,
  policy: Policy,
  rules: Policy["rules"],
  error: unknown,
  seconds: number,
): Promise<unknown> {
  if (wasStopped(error)) return error;
  const each = Math.max(1, Math.ceil(seconds / Math.max(1, rules.length)));
  for (const { id, when } of rules)
    try {
      await query.rows(`SELECT count((${when}\n)) AS n FROM scores`, [], each);
    } catch (cause) {
      if (wasStopped(cause)) return cause;
      return new CliError(`Cannot apply policy "${policy.name}": rule "${id}": ${oneLine(cause)}`, {
        exitCode: 2,
      });
    }
  return new CliError(`Cannot apply policy "${policy.name}": ${oneLine(error)}`, { exitCode: 2 });
}
