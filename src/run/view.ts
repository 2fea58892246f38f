import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Policy } from "../../filters/index.ts";
import { loadPolicy } from "../policy/load.ts";
import { CliError } from "../process/errors.ts";
import { type Decisions, decide } from "./decide.ts";
import { literal, openScores, type Query } from "./query.ts";
import { type RunFile, readRun } from "./run.ts";

/** A column that can be looked at, sorted and filtered by. */
export interface ViewColumn {
  readonly name: string;
  readonly kind: "text" | "number" | "flag" | "list";
}

/** A run, decided by a policy and open for questions: the view `explored` is `scores` with `action, rules`. */
export interface RunView {
  readonly folder: string;
  readonly run: RunFile;
  readonly policy: Policy;
  /** Name or file that the policy was read from. */
  readonly policySource: string;
  readonly decisions: Decisions;
  readonly columns: readonly ViewColumn[];
  /** Shards of the run that have no scores: not audited yet, or lost. */
  readonly missing: readonly string[];
  /** One question at a time, in the order asked. */
  readonly query: Query;
  /** Decides again, by another policy. @throws CliError as {@link openRunView} */
  use(policySource: string): Promise<RunView>;
  close(): void;
}

/**
 * Opens a run and decides it.
 * @throws CliError (exit code 2): no run, damaged scores, a policy that cannot be read or applied
 */
export async function openRunView(folder: string, policyName: string): Promise<RunView> {
  const run = await readRun(folder);
  await loadPolicy(policyName);
  const query = inTurn(await openScores(folder));
  try {
    return await viewOf(folder, run, policyName, query);
  } catch (error) {
    query.close();
    throw error;
  }
}

async function viewOf(folder: string, run: RunFile, policySource: string, query: Query): Promise<RunView> {
  const policy = await loadPolicy(policySource);
  const decisions = await decide(query, folder, policy);
  await query.run(`CREATE OR REPLACE TEMP VIEW explored AS SELECT s.*, d.action, d.rules FROM scores s
    LEFT JOIN read_parquet('${literal(join(await realpath(folder), decisions.file))}') d
    ON s.shard = d.shard AND s.row = d.row`);
  const scored = new Set(await readdir(join(folder, "scores")));
  const described = await query.rows<{ column_name: string; column_type: string }>("DESCRIBE explored");
  return {
    folder,
    run,
    policy,
    policySource,
    decisions,
    columns: described.map(({ column_name, column_type }) => ({
      name: column_name,
      kind: kindOf(column_type),
    })),
    missing: run.inputs.shards.map(({ name }) => name).filter((name) => !scored.has(`${name}.parquet`)),
    query,
    use: (other) => viewOf(folder, run, other, query),
    close: () => query.close(),
  };
}

function kindOf(type: string): ViewColumn["kind"] {
  if (type.endsWith("[]")) return "list";
  if (type === "BOOLEAN") return "flag";
  return type === "VARCHAR" ? "text" : "number";
}

/** One statement after the other: answers come in the order of the questions. */
function inTurn(query: Query): Query {
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  const next = <T>(ask: () => Promise<T>): Promise<T> => {
    const answer = last.then(() => {
      if (closed) throw new CliError("Cannot read the run: it was closed", { exitCode: 2 });
      return ask();
    });
    last = answer.catch(() => {});
    return answer;
  };
  return {
    rows: (sql, parameters) => next(() => query.rows(sql, parameters)),
    run: (sql) => next(() => query.run(sql)),
    close() {
      closed = true;
      void last.then(() => query.close());
    },
  };
}
