import { CliError } from "../process/errors.ts";
import { columnNames, type Query } from "../run/query.ts";
import type { Settled } from "../run/verdicts.ts";
import type { RandomDesign, Signal } from "./designs.ts";

/** A part of the run that was sampled on its own. */
export interface Stratum {
  /** The score's bin, from 0; −1 for pairs without a score. */
  readonly id: number;
  readonly pairs: number;
  /** Range of the calibrated score among its pairs; `null` where none has one. */
  readonly lowest: number | null;
  readonly highest: number | null;
}

/** A pair of the sample on which keep or drop was said. */
export interface Label {
  readonly score: number | null;
  readonly stratum: number;
  readonly drop: boolean;
}

/** A labelled random sample of a run, and the run that it speaks of. */
export interface Sample {
  readonly strata: readonly Stratum[];
  readonly labels: readonly Label[];
  /** Scores of all pairs drawn, whatever was said of them. */
  readonly scores: readonly number[];
  readonly unsure: number;
  /** Drawn, but skipped or left open by a disagreement. */
  readonly open: number;
  /** The stratum of each pair that is unsure or open: nobody knows which side it is on. */
  readonly unsettled?: readonly number[];
}

/** SQL of a signal as a finite number or NULL. */
function valueSql({ value }: Signal): string {
  return `nullif((${value})::DOUBLE, 'nan'::DOUBLE)`;
}

/** @throws CliError (exit code 2) when the run was not scored by the signal's filter */
export async function needColumns(query: Query, signal: Signal): Promise<void> {
  const names = await columnNames(query);
  const missing = signal.needs.filter((name) => !names.has(name));
  if (missing.length > 0)
    throw new CliError(
      `Cannot calibrate "${signal.id}": this run has no ${missing.join(", ")}; audit with --filters ${signal.by}`,
      { exitCode: 2 },
    );
}

/**
 * Reads the sample: the strata's sizes from the whole run, and the scores of the pairs drawn.
 * @param frame SQL of the pairs that are spoken of: of a part, those of the sample that lie in it are a sample of it
 */
export async function readSample(
  query: Query,
  { final }: Pick<Settled, "final">,
  signal: Signal,
  design: RandomDesign,
  frame: "scores" | "(SELECT * FROM explored WHERE action = 'keep')" = "scores",
): Promise<Sample> {
  await needColumns(query, signal);
  await needColumns(query, design.signal);
  const bin = `least(${design.bins} - 1, greatest(0, floor(drawn_by * ${design.bins})))::INTEGER`;
  const binned = `SELECT key, shard, row, score, CASE WHEN drawn_by IS NULL THEN -1 ELSE ${bin} END AS stratum
    FROM (SELECT key, shard, row, ${valueSql(signal)} AS score, ${valueSql(design.signal)} AS drawn_by FROM ${frame})`;
  const strata = await query.rows<Stratum>(
    `SELECT stratum AS id, count(*) AS pairs, min(score) AS lowest, max(score) AS highest FROM (${binned}) GROUP BY stratum ORDER BY stratum`,
  );
  const places = JSON.stringify(design.drawn.map(({ shard, row }) => ({ shard, row })));
  const rows = await query.rows<{ key: string; score: number | null; stratum: number }>(
    `SELECT b.key, score, stratum FROM (${binned}) b JOIN (
       SELECT unnest(from_json($1::VARCHAR, '[{"shard": "VARCHAR", "row": "BIGINT"}]')) AS place
     ) ON b.shard = place.shard AND b.row = place.row ORDER BY b.shard, b.row`,
    [places],
  );
  const verdicts = rows.map((row) => ({ ...row, verdict: final.get(row.key)?.verdict }));
  return {
    strata,
    labels: verdicts.flatMap(({ score, stratum, verdict }) =>
      verdict === "keep" || verdict === "drop" ? { score, stratum, drop: verdict === "drop" } : [],
    ),
    scores: rows.flatMap(({ score }) => score ?? []),
    unsure: verdicts.filter(({ verdict }) => verdict === "unsure").length,
    open: verdicts.filter(({ verdict }) => verdict === undefined).length,
    unsettled: verdicts.flatMap(({ verdict, stratum }) =>
      verdict === "unsure" || verdict === undefined ? stratum : [],
    ),
  };
}

/** Pairs of the run with a score at or above a cut. */
export async function flaggedPairs(query: Query, signal: Signal, cut: number): Promise<number> {
  const [row] = await query.rows<{ n: number }>(
    `SELECT count(*) AS n FROM scores WHERE ${valueSql(signal)} >= $1::DOUBLE`,
    [cut],
  );
  return row?.n ?? 0;
}

/** Keep and drop among flagged pairs that have a final verdict, however they came before the reviewer. */
export async function flaggedVerdicts(
  query: Query,
  { final }: Pick<Settled, "final">,
  signal: Signal,
  cut: number,
): Promise<{ readonly keep: number; readonly drop: number }> {
  const said = [...final].map(([key, { verdict }]) => ({ key, verdict }));
  const rows = await query.rows<{ verdict: string; n: number }>(
    `SELECT said.verdict AS verdict, count(*) AS n FROM scores JOIN (
       SELECT unnest(from_json($1::VARCHAR, '[{"key": "VARCHAR", "verdict": "VARCHAR"}]')) AS said
     ) ON scores.key = said.key WHERE ${valueSql(signal)} >= $2::DOUBLE GROUP BY said.verdict`,
    [JSON.stringify(said), cut],
  );
  const count = (verdict: string) => rows.find((row) => row.verdict === verdict)?.n ?? 0;
  return { keep: count("keep"), drop: count("drop") };
}
