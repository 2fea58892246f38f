import { applicableRules, decisionSql, type Policy } from "../../filters/policies.ts";
import { loadPolicy } from "../policy/load.ts";
import { CliError } from "../process/errors.ts";
import { chosenPolicy } from "./chosen-policy.ts";
import { type Decisions, decide } from "./decide.ts";
import { withDenied } from "./denied.ts";
import { nameless } from "./nameless.ts";
import { columnNames, openScores, type Query, rereadScores } from "./query.ts";
import { type RunFile, readRun } from "./run.ts";
import { missingShards } from "./state.ts";
import { labelReader, type SettledLabels } from "./verdicts.ts";

/** What questions to a run may take, however many pairs it has; the rest is spilled into its folder. */
const bounds = { memoryMiB: 64, threads: 2 };

/** A column that can be looked at, sorted and filtered by. */
export interface RunColumn {
  readonly name: string;
  readonly kind: "text" | "number" | "flag" | "list";
}

/** A policy and what it says of a run. */
export interface DecidedBy {
  readonly policy: Policy;
  /** Name or file that the policy was read from. */
  readonly policySource: string;
  /** The policy's rules that the run can be judged by, in their order. */
  readonly judged: Policy["rules"];
  readonly decisions: Decisions;
}

/**
 * A run, decided by a policy and open for questions. The view `scores` is what was measured; `explored` is `scores`
 * with `action` and `rules`, of which the first decided: as each question asks for them, from the row alone, since
 * joining what was decided to millions of rows takes more memory and time than deciding again.
 */
export interface DecidedRun extends DecidedBy {
  readonly folder: string;
  readonly run: RunFile;
  /** Those of `explored`. */
  readonly columns: readonly RunColumn[];
  /** Shards of the run that have no scores: not audited yet, or lost. */
  readonly missing: readonly string[];
  /** One question at a time, in the order asked. */
  readonly query: Query;
  /** Decides again, by another policy. @throws CliError as {@link openDecidedRun} */
  use(policySource: string): Promise<DecidedRun>;
  /** The reviewers' labels as they lie on disk now, settled; replayed only where they have changed. */
  labels(): Promise<SettledLabels>;
  /** The same with numbers in place of names: what leaves with a dataset is made of these. */
  namelessLabels(): Promise<SettledLabels>;
  /**
   * What another policy says, beside this one.
   * @throws CliError as {@link openDecidedRun}
   */
  beside(policySource: string): Promise<DecidedBy>;
  close(): void;
}

/**
 * Opens a run and decides it.
 * @param policy without it, the one that was chosen for the run
 * @throws CliError (exit code 2): no run, damaged scores, a policy that cannot be read or applied
 */
export async function openDecidedRun(folder: string, policy?: string): Promise<DecidedRun> {
  const run = await readRun(folder);
  const policySource = policy ?? (await chosenPolicy(folder));
  await loadPolicy(policySource);
  const query = inTurn(await openScores(folder, bounds));
  try {
    const labels = labelReader(folder);
    const namelessLabels = async () => nameless(await labels());
    return await decidedRun({ folder, run, query, labels, namelessLabels }, policySource);
  } catch (error) {
    query.close();
    throw error;
  }
}

/** What stays open when a run is decided anew. */
type OpenRun = Pick<DecidedRun, "folder" | "run" | "query" | "labels" | "namelessLabels">;

async function decidedRun(open: OpenRun, policySource: string): Promise<DecidedRun> {
  const { folder, run, query } = open;
  const beside = (source: string) => decidedBy(folder, source, query);
  const own = await beside(policySource);
  const { action, fired } = decisionSql(own.judged);
  await query.run(`CREATE OR REPLACE TEMP VIEW explored AS
    SELECT *, ${action} AS action, ${fired} AS rules FROM scores`);
  const described = await query.rows<{ column_name: string; column_type: string }>("DESCRIBE explored");
  return {
    ...open,
    ...own,
    columns: described.map(({ column_name, column_type }) => ({
      name: column_name,
      kind: kindOf(column_type),
    })),
    missing: missingShards(folder, run),
    use: async (other) => {
      // With what was written beside the scores meanwhile.
      await rereadScores(query, folder);
      return decidedRun(open, other);
    },
    beside,
    close: () => query.close(),
  };
}

async function decidedBy(folder: string, policySource: string, query: Query): Promise<DecidedBy> {
  const policy = await loadPolicy(policySource);
  const decisions = await decide(query, folder, policy);
  const columns = await columnNames(query);
  const judged = withDenied(applicableRules(policy, columns).judged, columns);
  return { policy, policySource, judged, decisions };
}

function kindOf(type: string): RunColumn["kind"] {
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
    rows: (sql, parameters, seconds) => next(() => query.rows(sql, parameters, seconds)),
    run: (sql, seconds) => next(() => query.run(sql, seconds)),
    close() {
      closed = true;
      query.close();
    },
  };
}
