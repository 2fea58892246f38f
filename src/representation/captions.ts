import type { DecidedRun } from "../run/decided-run.ts";
import type { Outcome } from "../run/questions/outcomes.ts";

/** One caption, how many pairs have it, and what befell them. */
export interface CountedCaption {
  readonly caption: string;
  readonly pairs: number;
  /** Pairs that an outcome befell, and those of which it is known, in the order of the outcomes. */
  readonly hits: readonly number[];
  readonly measured: readonly number[];
}

/** Captions that are in memory at a time. */
const PAGE = 20_000;
let made = 0;

/** Each different caption of a run once; however many there are, a page of them is in memory. */
export async function* countedCaptions(
  { query }: DecidedRun,
  outcomes: readonly Outcome[],
): AsyncGenerator<CountedCaption> {
  const table = `captions_${made++}`;
  const selected = outcomes.map(
    ({ when }, i) => `, count(*) FILTER (${when}) AS k${i}, count((${when})) AS n${i}`,
  );
  // Its order is of the texts alone, so that a machine's number of cores changes nothing.
  await query.run(`CREATE TEMP TABLE ${table} AS SELECT row_number() OVER (ORDER BY caption) - 1 AS place, *
    FROM (SELECT caption, count(*) AS pairs${selected.join("")} FROM explored WHERE caption IS NOT NULL GROUP BY caption)`);
  try {
    for (let from = 0; ; from += PAGE) {
      const rows = await query.rows<Record<string, number> & { readonly caption: string }>(
        `SELECT * FROM ${table} WHERE place >= ${from} AND place < ${from + PAGE} ORDER BY place`,
      );
      for (const row of rows)
        yield {
          caption: row.caption,
          pairs: row["pairs"] ?? 0,
          hits: outcomes.map((_, i) => row[`k${i}`] ?? 0),
          measured: outcomes.map((_, i) => row[`n${i}`] ?? 0),
        };
      if (rows.length < PAGE) return;
    }
  } finally {
    await query.run(`DROP TABLE IF EXISTS ${table}`);
  }
}
