import { type Register, sideFlagsOf, signalsOf } from "../../filters/policies.ts";
import { rateOver } from "../statistics/clustered-rate.ts";
import type { Rate } from "../statistics/wilson.ts";
import { clustersOf } from "./clusters.ts";
import { type Coverage, coverageOf } from "./coverage.ts";
import { type Denied, deniedOf } from "./custody.ts";
import type { Decisions } from "./decide.ts";
import type { DecidedRun } from "./decided-run.ts";
import { ERROR_KIND } from "./error-kind.ts";
import { columnNames, type Query } from "./query.ts";
import { registerOf } from "./register.ts";
import { type RunFile, type RunPart, readParts } from "./run.ts";
import type { ShardFacts } from "./shard-facts.ts";
import { type ShardTrouble, shardFacts, shardTroubles } from "./shards.ts";
import { type Standing, standingOf } from "./state.ts";

/** How many pairs reach a signal's cut. */
export interface SweptRate extends Rate {
  readonly signal: string;
  readonly by: string;
  readonly side: "image" | "text";
  readonly cut: number;
  /** Whether headlines speak of this cut: for text, the one that the model's manifest gives captions. */
  readonly headline: boolean;
}

/** Pairs by whether the image and the text are flagged; only pairs with both measured. */
export interface PairTable {
  readonly imageFlag: string;
  readonly textFlag: string;
  readonly both: number;
  readonly imageOnly: number;
  readonly textOnly: number;
  readonly neither: number;
}

export interface Counted {
  readonly name: string;
  readonly n: number;
}

/** A sample of shards, and the largest design effect on a headline. Intervals are those of the effective sample size. */
export interface Clusters {
  readonly drawn: number;
  readonly of: number;
  readonly effect: number;
}

/** What a run found, as numbers: the report, the terminal and `--json` say the same. */
export interface Summary {
  readonly run: RunFile;
  readonly parts: readonly RunPart[];
  /** Where shards were drawn before pairs: how many, of how many, and by how much that widens variances; null elsewhere. */
  readonly clusters: Clusters | null;
  readonly shards: readonly ShardFacts[];
  readonly shardsTotal: number;
  /** Whether it is whole, and of one kind. */
  readonly standing: Standing;
  readonly pairs: number;
  readonly errors: number;
  readonly seconds: number;
  readonly pairsPerSecond: number;
  readonly device: string;
  readonly rates: readonly SweptRate[];
  readonly pairTable: PairTable | null;
  readonly errorKinds: readonly Counted[];
  /** What of the shards could not be read, and so is no row: a whole file, or the rest of one. */
  readonly troubles: readonly ShardTrouble[];
  readonly languages: readonly Counted[];
  readonly formats: readonly Counted[];
  readonly licenses: readonly Counted[];
  readonly missing: { readonly captions: number; readonly emptyCaptions: number; readonly images: number };
  readonly duplicates: { readonly exact: number; readonly near: number; readonly measured: number } | null;
  /** Null in runs of older versions. */
  readonly coverage: Coverage | null;
  /** How many pairs are on lists of known harm; null where the run was held against none. */
  readonly denied: Denied | null;
  readonly decisions: Decisions;
}

/** Computes a run's summary from its stored scores and what was decided. */
export async function summarise({ folder, run, query, decisions }: DecidedRun): Promise<Summary> {
  const [parts, shards] = await Promise.all([readParts(folder), shardFacts(folder)]);
  const columns = await columnNames(query);
  const clusters = await clustersOf(folder);
  // Of a pair on a list of known harm nothing is known, so that nothing of it is missing.
  const seen = columns.has("denied") ? "denied IS NOT TRUE" : "true";
  const swept = await sweep(query, columns, registerOf(run.inputs), clusters !== null);
  const seconds = secondsOf(parts);
  const pairs = shards.reduce((sum, shard) => sum + shard.pairs, 0);
  const scored = parts.reduce((sum, part) => sum + part.pairs, 0);
  return {
    run,
    parts,
    clusters: clusters && { ...clusters, effect: swept.effect },
    shards,
    shardsTotal: run.inputs.shards.length,
    standing: standingOf(folder, run, shards),
    pairs,
    errors: shards.reduce((sum, shard) => sum + shard.failed, 0),
    seconds,
    pairsPerSecond: seconds > 0 ? scored / seconds : 0,
    device: [...new Set(parts.map(({ device }) => device))].join(", ") || "unknown",
    rates: swept.rates,
    pairTable: await pairTable(query, columns, registerOf(run.inputs)),
    errorKinds: await counted(query, columns, ["error"], ERROR_KIND, "error IS NOT NULL"),
    troubles: await shardTroubles(folder, shards),
    languages: await counted(query, columns, ["language"], "language", "language IS NOT NULL"),
    formats: await counted(query, columns, ["format"], "format", "format IS NOT NULL"),
    licenses: await counted(query, columns, ["license"], "coalesce(license, 'not stated')", seen),
    missing: await missing(query, seen),
    duplicates: columns.has("duplicate_of") ? await duplicates(query) : null,
    coverage: await coverageOf(query, shards),
    denied: await deniedOf(query, folder),
    decisions,
  };
}

/** How long anybody worked: workers at the same time count once. */
function secondsOf(parts: readonly RunPart[]): number {
  const spans = parts
    .map(({ started, seconds }) => ({ from: Date.parse(started) / 1000, seconds }))
    .sort((a, b) => a.from - b.from);
  let sum = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { from, seconds } of spans) {
    sum += Math.max(0, from + seconds - Math.max(from, until));
    until = Math.max(until, from + seconds);
  }
  return sum;
}

async function sweep(
  query: Query,
  columns: ReadonlySet<string>,
  register: Register,
  isOfShards: boolean,
): Promise<{ readonly rates: readonly SweptRate[]; readonly effect: number }> {
  const known = signalsOf(register).filter(({ needs }) => needs.every((name) => columns.has(name)));
  const rates: SweptRate[] = [];
  let worst = 1;
  for (const { id, by, side, value, cuts, cut: main } of known) {
    const counts = cuts.map((cut, i) => `count(*) FILTER ((${value}) >= ${cut}) AS k${i}`);
    const rows = await query.rows<Record<string, number>>(
      `SELECT count(${value}) AS n, ${counts.join(", ")} FROM scores ${isOfShards ? "GROUP BY shard" : ""}`,
    );
    for (const [i, cut] of cuts.entries()) {
      const tallies = rows.map((row) => ({ k: row[`k${i}`] ?? 0, n: row["n"] ?? 0 }));
      const { rate, effect } = rateOver(tallies, isOfShards);
      if (cut === main) worst = Math.max(worst, effect);
      rates.push({
        signal: id,
        by,
        side,
        cut,
        headline: cut === main,
        ...rate,
      });
    }
  }
  return { rates, effect: worst };
}

async function pairTable(
  query: Query,
  columns: ReadonlySet<string>,
  register: Register,
): Promise<PairTable | null> {
  const sideFlags = sideFlagsOf(register);
  const pick = (side: "image" | "text") =>
    sideFlags[side].find(({ needs }) => needs.every((name) => columns.has(name)));
  const image = pick("image");
  const text = pick("text");
  if (image === undefined || text === undefined) return null;
  const [row] = await query.rows<Omit<PairTable, "imageFlag" | "textFlag">>(`SELECT
      count(*) FILTER (i AND t) AS "both", count(*) FILTER (i AND NOT t) AS "imageOnly",
      count(*) FILTER (NOT i AND t) AS "textOnly", count(*) FILTER (NOT i AND NOT t) AS "neither"
    FROM (SELECT (${image.when}) AS i, (${text.when}) AS t FROM scores)`);
  return row === undefined ? null : { imageFlag: image.says, textFlag: text.says, ...row };
}

async function counted(
  query: Query,
  columns: ReadonlySet<string>,
  needs: readonly string[],
  value: string,
  where: string,
): Promise<readonly Counted[]> {
  if (!needs.every((name) => columns.has(name))) return [];
  return query.rows<Counted>(
    `SELECT ${value} AS name, count(*) AS n FROM scores WHERE ${where} GROUP BY 1 ORDER BY n DESC, name LIMIT 50`,
  );
}

async function missing(query: Query, seen: string): Promise<Summary["missing"]> {
  const [row] = await query.rows<Summary["missing"]>(`SELECT
      count(*) FILTER (caption IS NULL) AS captions,
      count(*) FILTER (NOT regexp_matches(caption, '[^\\s\\p{Z}\\p{C}]')) AS "emptyCaptions",
      count(*) FILTER (sha256 IS NULL) AS images FROM scores WHERE ${seen}`);
  return row ?? { captions: 0, emptyCaptions: 0, images: 0 };
}

async function duplicates(query: Query): Promise<Summary["duplicates"]> {
  const [row] = await query.rows<NonNullable<Summary["duplicates"]>>(`SELECT
      count(*) FILTER (duplicate_kind = 'exact') AS exact,
      count(*) FILTER (duplicate_kind = 'near') AS near, count(sha256) AS measured FROM scores`);
  return row ?? null;
}
