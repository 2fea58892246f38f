import type { DecidedRun } from "../../run/decided-run.ts";
import { whereSql } from "../../run/questions/rows.ts";
import { lensOfView, readView } from "../../views/saved-view.ts";
import type { RunRecord } from "./run-record.ts";

/** A part of a run that a card speaks of. */
export interface SomePairs {
  /** A question to the run, asked of these pairs alone. */
  of(sql: string): string;
  /** What the part is, as a fact. */
  readonly record: RunRecord;
}

/** The pairs of a view. @throws CliError (exit code 2) where there is no such view, or its columns are gone */
export async function pairsOfView(run: DecidedRun, name: string): Promise<SomePairs> {
  const where = whereSql(await lensOfView(run, name));
  const saved = await readView(run.folder, name);
  const [counted] = await run.query.rows<{ n: number; all_pairs: number }>(
    `SELECT count(*) FILTER (${where}) AS n, count(*) AS all_pairs FROM explored`,
  );
  const chosen = saved.near
    ? "among what was found by meaning"
    : saved.keys === null
      ? "by a filter"
      : "by hand";
  return {
    // Questions name the view of the run; a name within them stands before it.
    of: (sql) => `WITH explored AS (SELECT * FROM temp.main.explored WHERE ${where}) SELECT * FROM (${sql})`,
    record: {
      id: "view",
      about: "the part of the run that the facts are of",
      result: [
        {
          ...{ view: name, pairs: counted?.n ?? 0, of: counted?.all_pairs ?? 0, chosen },
          ...{ predicate: saved.where, words: saved.text || null, made: saved.made },
        },
      ],
    },
  };
}
