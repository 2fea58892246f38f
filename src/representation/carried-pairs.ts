import type { CarriedPairs } from "../run/coverage.ts";
import { literal } from "../run/literal.ts";
import type { Query } from "../run/query.ts";
import type { ShardFacts } from "../run/shard-facts.ts";
import type { Summary } from "../run/summary.ts";

/** Names that are looked for in pairs. */
const NAMES = 8;

/** Shards that a predicate names. */
const SHARDS = 100;

/**
 * Which pairs carry what nothing measured, beside how many: those that list it, where as many do as were counted, or all
 * of some shards. Where neither tells, their number stands alone.
 */
export async function withCarriedPairs(query: Query, summary: Summary): Promise<Summary> {
  const { coverage, shards } = summary;
  const sought = coverage?.carried.filter(({ as }) => as === "unmeasured").slice(0, NAMES) ?? [];
  if (coverage === null || sought.length === 0) return summary;
  const counts = sought.map((one, i) => `count(*) FILTER (${listing(one)}) AS n${i}`);
  const [row = {}] = await query.rows<Record<string, number>>(`SELECT ${counts.join(", ")} FROM scores`);
  const carried = coverage.carried.map((one) => {
    const at = sought.indexOf(one);
    if (at < 0) return one;
    const where = row[`n${at}`] === one.pairs ? listing(one) : wholeShards(one, shards);
    return where === null ? one : { ...one, where };
  });
  return { ...summary, coverage: { ...coverage, carried } };
}

/** Places in a list are told apart in pairs, and counted as one. */
function listing({ name }: CarriedPairs): string {
  const listed = name.includes("[]") ? "regexp_replace(unmeasured, '\\[\\d+\\]', '[]', 'g')" : "unmeasured";
  return `contains(${listed}, '${literal(JSON.stringify(name))}')`;
}

/** Those of shards of which all pairs carry it; null where some pairs of a shard do not. */
function wholeShards(one: CarriedPairs, shards: readonly ShardFacts[]): string | null {
  const pairsOf = ({ carried }: ShardFacts) =>
    carried.find(({ name, as, reason }) => name === one.name && as === one.as && reason === one.reason)
      ?.pairs;
  const having = shards.filter((shard) => pairsOf(shard) !== undefined);
  if (having.length > SHARDS || having.some((shard) => pairsOf(shard) !== shard.pairs)) return null;
  return `shard IN (${having.map(({ name }) => `'${literal(name)}'`).join(", ")})`;
}
