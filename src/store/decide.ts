import { mkdir, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type Action,
  applicableRules,
  type Policy,
  policyDigest,
  policySql,
  type Rule,
} from "../../filters/index.ts";
import { CliError, oneLine } from "../errors.ts";
import { commit } from "./files.ts";
import { literal, type Query } from "./query.ts";

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

/**
 * Applies a policy to stored scores, without inference, and writes `decisions/<digest>.parquet`.
 * @throws CliError (exit code 2) naming the rule whose predicate is wrong
 */
export async function decide(query: Query, runFolder: string, policy: Policy): Promise<Decisions> {
  const columns = await query.rows<{ column_name: string }>("DESCRIBE scores");
  const { judged, skipped } = applicableRules(policy, new Set(columns.map(({ column_name }) => column_name)));
  for (const rule of judged) await checkPredicate(query, rule, policy.name);

  const digest = policyDigest(policy);
  // DuckDB compares paths as written with the folder it may touch, so both are real paths.
  const file = join(await realpath(runFolder), "decisions", `${digest}.parquet`);
  await mkdir(dirname(file), { recursive: true });
  await query.run(`COPY (${policySql(judged)}) TO '${literal(file)}.part' (FORMAT parquet)`);
  await commit(file);

  const decided = `read_parquet('${literal(file)}')`;
  const actions = await query.rows<{ action: Action; n: number }>(
    `SELECT action, count(*) AS n FROM ${decided} GROUP BY action`,
  );
  const fired = await query.rows<{ id: string; n: number }>(
    `SELECT id, count(*) AS n FROM (SELECT unnest(rules) AS id FROM ${decided}) GROUP BY id`,
  );
  const pairs = new Map(fired.map(({ id, n }) => [id, n]));
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
    rules: judged.map(({ id, action, reason }) => ({ id, action, reason, pairs: pairs.get(id) ?? 0 })),
    skipped: skipped.map(({ rule, missing }) => ({ id: rule.id, missing })),
  };
}

/** Node classes of DuckDB's parse tree that a predicate over one row cannot need. */
const FORBIDDEN = new Set(["SUBQUERY", "WINDOW", "STAR", "PARAMETER"]);

/**
 * A predicate must be one boolean expression over the columns of one row.
 * @throws CliError naming the policy, the rule and what DuckDB says
 */
async function checkPredicate(query: Query, rule: Rule, policy: string): Promise<void> {
  const refuse = (reason: string): never => {
    throw new CliError(`Cannot apply policy "${policy}": rule "${rule.id}": ${reason}`, { exitCode: 2 });
  };
  const [parsed] = await query.rows<{ tree: string }>("SELECT json_serialize_sql($1::VARCHAR) AS tree", [
    `SELECT (${rule.when}\n) FROM scores`,
  ]);
  const tree = JSON.parse(parsed?.tree ?? "{}") as ParseTree;
  if (tree.error) refuse(tree.error_message ?? "not SQL");
  const selected = tree.statements?.[0]?.node?.select_list;
  if (tree.statements?.length !== 1 || selected?.length !== 1) refuse("must be one expression");
  const found = classes(selected).find((name) => FORBIDDEN.has(name));
  if (found) refuse(`must judge one row by its columns, got a ${found.toLowerCase()}`);
  try {
    const [type] = await query.rows<{ column_type: string }>(
      `DESCRIBE SELECT (${rule.when}\n) AS fired FROM scores`,
    );
    if (type?.column_type !== "BOOLEAN") refuse(`must be true or false, got ${type?.column_type}`);
    await query.rows(`SELECT (${rule.when}\n) AS fired FROM scores LIMIT 0`);
  } catch (error) {
    if (error instanceof CliError) throw error;
    refuse(oneLine(error));
  }
}

interface ParseTree {
  readonly error?: boolean;
  readonly error_message?: string;
  readonly statements?: readonly { readonly node?: { readonly select_list?: readonly unknown[] } }[];
}

/** Every `class` named anywhere in a parse tree. */
function classes(tree: unknown): string[] {
  if (tree === null || typeof tree !== "object") return [];
  const own = "class" in tree && typeof tree.class === "string" ? [tree.class] : [];
  return own.concat(...Object.values(tree).map(classes));
}
