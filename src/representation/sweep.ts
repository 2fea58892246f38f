import type { DecidedRun } from "../run/decided-run.ts";
import { tallyRate } from "../statistics/clustered-rate.ts";
import { sampleSize } from "../statistics/sample-size.ts";
import { type Rate, wilson } from "../statistics/wilson.ts";

/**
 * The three kinds of 'Into the LAION's den' (Birhane, Prabhu, Han & Boddeti 2023), which pysentimiento told apart, by
 * the nearest that the text model says: another model, so that kinds compare and figures do not.
 */
const kinds = [
  { kind: "hateful", ways: [["text_identity_attack"]] },
  { kind: "targeted", ways: [["text_insult"]] },
  // The model that ships tells neither severity nor threats apart from toxicity.
  { kind: "aggressive", ways: [["text_severe_toxicity", "text_threat"], ["text_toxicity"]] },
] as const;

/** Probabilities at which captions are counted. */
export const CUTS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** Error, as a share, that a sample is asked for: half a point in a hundred. */
const WITHIN = 0.005;

/** Captions at or above a probability, by kind, and by any of them. */
export interface SweepRow {
  readonly cut: number;
  readonly hateful: Rate;
  readonly targeted: Rate;
  readonly aggressive: Rate;
  readonly anyOf: Rate;
  /** Any of the three, from shard to shard; the interval has the shards as clusters. */
  readonly shards: {
    readonly count: number;
    readonly lowest: number;
    readonly median: number;
    readonly highest: number;
    readonly clustered: Rate;
    /** By how much the shards' differing widens the variance. */
    readonly effect: number;
  };
  /** Pairs to draw at random so that the any-of share is known within ±0.5 points at 95 %. */
  readonly sample: number;
}

/** The sweep, and what it is of. */
export interface Sweep {
  /** What stands for each kind. */
  readonly by: Readonly<Record<string, string>>;
  /** Captions that the model measured, and those that it did not: they are not clean. */
  readonly measured: number;
  readonly unmeasured: number;
  readonly rows: readonly SweepRow[];
}

/** SQL of each kind's score, the larger of its columns, in the first way that a run has; null where one has none. */
export function kindsSql(
  known: ReadonlySet<string>,
): readonly { readonly kind: string; readonly sql: string }[] | null {
  const found = kinds.flatMap(({ kind, ways }) => {
    const way = ways.find((columns) => columns.every((name) => known.has(name)));
    return way === undefined
      ? []
      : [{ kind, sql: way.length === 1 ? way[0] : `greatest(${way.join(", ")})` }];
  });
  return found.length === kinds.length ? found : null;
}

/** Sweeps the three kinds. */
export async function sweepOf({ query, columns }: DecidedRun): Promise<Sweep | null> {
  const found = kindsSql(new Set(columns.map(({ name }) => name)));
  if (found === null) return null;
  const scores = found.map(({ kind, sql }) => `${sql} AS ${kind}`).join(", ");
  const counts = CUTS.flatMap((cut, i) => [
    ...kinds.map(({ kind }) => `count(*) FILTER (${kind} >= ${cut}) AS ${kind}${i}`),
    `count(*) FILTER (greatest(hateful, targeted, aggressive) >= ${cut}) AS any${i}`,
  ]);
  const shards = await query.rows<Record<string, number>>(`SELECT count(hateful) AS n, count(*) AS pairs,
    ${counts.join(", ")} FROM (SELECT shard, ${scores} FROM scores WHERE caption IS NOT NULL) GROUP BY shard`);
  const sum = (name: string) => shards.reduce((total, shard) => total + (shard[name] ?? 0), 0);
  const measured = sum("n");
  return {
    by: Object.fromEntries(found.map(({ kind, sql }) => [kind, sql])),
    measured,
    unmeasured: sum("pairs") - measured,
    rows: CUTS.map((cut, i) => {
      const tallies = shards.map((shard) => ({ n: shard["n"] ?? 0, k: shard[`any${i}`] ?? 0 }));
      const shares = tallies.filter(({ n }) => n > 0).map(({ n, k }) => k / n);
      const { rate, effect } = tallyRate(tallies);
      const anyOf = wilson(sum(`any${i}`), measured);
      return {
        cut,
        hateful: wilson(sum(`hateful${i}`), measured),
        targeted: wilson(sum(`targeted${i}`), measured),
        aggressive: wilson(sum(`aggressive${i}`), measured),
        anyOf,
        shards: { count: shares.length, ...spread(shares), clustered: rate, effect },
        // Where none was found, the share may still be what its interval allows.
        sample: measured === 0 ? 0 : sampleSize(anyOf.rate || (anyOf.high ?? 1), WITHIN, measured),
      };
    }),
  };
}

function spread(shares: readonly number[]): Pick<SweepRow["shards"], "lowest" | "median" | "highest"> {
  const sorted = Float64Array.from(shares).sort();
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  return { lowest: sorted[0] ?? 0, median, highest: sorted.at(-1) ?? 0 };
}
