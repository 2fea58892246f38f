import type { Column, Row, Value } from "../../filters/index.ts";
import type { Action, Policy } from "../../filters/policies.ts";
import { applicableRules, policySql } from "../../filters/policies.ts";
import { CliError } from "../process/errors.ts";
import { turns } from "../process/serial-queue.ts";
import { wrongRule } from "./decide.ts";
import { refusedRule, timeFor } from "./predicate/failing.ts";
import { openMemory, type Query } from "./query.ts";

/** What a policy says of one row. */
export interface Judgement {
  readonly action: Action;
  /** Ids of the rules that fired, in the policy's order; the first one decided. */
  readonly rules: readonly string[];
  /** Columns that a rule needs and that hold no value: what was not measured cannot be passed. */
  readonly unmeasured: readonly string[];
}

/** A policy over rows in memory, with the same language as policies over a run. */
export interface RowJudge {
  judge(rows: readonly Row[]): Promise<readonly Judgement[]>;
  close(): void;
}

const SQL_TYPES = { float32: "FLOAT", int32: "INTEGER", bool: "BOOLEAN", utf8: "VARCHAR" } as const;

/**
 * Prepares a policy for rows of given columns.
 * @throws CliError (exit code 2) naming the first rule that is no predicate over these columns
 */
export async function openRowJudge(policy: Policy, columns: readonly Column[]): Promise<RowJudge> {
  const query = await openMemory();
  const fields = columns.map(({ name, type }) => `"${name}" ${SQL_TYPES[type]}`);
  try {
    await query.run(`CREATE TABLE scores (key VARCHAR, shard VARCHAR, row INTEGER, ${fields.join(", ")})`);
    const [skipped] = applicableRules(policy, new Set(columns.map(({ name }) => name))).skipped;
    const wrong = skipped
      ? { id: skipped.rule.id, trouble: `needs a column that is not here: ${skipped.missing[0]}` }
      : await wrongRule(query, policy.rules);
    if (wrong)
      throw new CliError(`Cannot use policy "${policy.name}": rule ${wrong.id}: ${wrong.trouble}`, {
        exitCode: 2,
      });
  } catch (error) {
    query.close();
    throw error;
  }
  // One table holds the rows of a call: calls at a time would judge each other's.
  const inTurn = turns();
  return {
    judge: (rows) => inTurn(() => judge(query, policy, columns, rows)),
    close: () => query.close(),
  };
}

async function judge(
  query: Query,
  policy: Policy,
  columns: readonly Column[],
  rows: readonly Row[],
): Promise<readonly Judgement[]> {
  await query.run("DELETE FROM scores");
  const places = columns.map((_, i) => `$${i + 2}`).join(", ");
  for (const [i, row] of rows.entries())
    await query.rows(`INSERT INTO scores VALUES ('', '', $1, ${places})`, [
      i,
      ...columns.map(({ name }) => known(row[name])),
    ]);
  const seconds = timeFor(rows.length);
  const decided = await query
    .rows<{ action: Action; rules: readonly string[] }>(policySql(policy.rules), [], seconds)
    .catch(async (error: unknown) => {
      throw await refusedRule(query, policy, policy.rules, error, seconds);
    });
  if (decided.length !== rows.length)
    throw new Error(
      `Cannot judge by policy "${policy.name}": wanted ${rows.length} rows, got ${decided.length}`,
    );
  const needed = [...new Set(policy.rules.flatMap(({ needs = [] }) => needs))];
  return decided.map(({ action, rules }, i) => ({
    action,
    rules: [...rules],
    unmeasured: needed.filter((column) => known(rows[i]?.[column]) === null),
  }));
}

/** What is no finite number was not measured. */
function known(value: Value | undefined): Value {
  return value === undefined || (typeof value === "number" && !Number.isFinite(value)) ? null : value;
}
