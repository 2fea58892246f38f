import { parse } from "tldts";
import type { DecidedRun } from "../run/decided-run.ts";
import { type Outcome, outcomesOf } from "../run/questions/outcomes.ts";
import { SMALLEST } from "../statistics/association.ts";
import { type Rate, wilson } from "../statistics/wilson.ts";
import { HOST } from "./counted-pairs.ts";
import { type CountryList, countryOf } from "./countries.ts";
import { add, type CellOutcome, outcomeOf, type Tally } from "./tally.ts";

/** Pairs of one host, domain or country. */
export interface PlaceRow {
  readonly place: string;
  /** Of all pairs with an address. */
  readonly share: Rate;
  readonly outcomes: readonly CellOutcome[];
}

/** A table of places, the largest first, and how much of the whole its first few have. */
export interface PlaceTable {
  readonly places: number;
  /** Pairs in the first k, of all; `flagged` the same of pairs that the outcome befell. */
  readonly top: readonly { readonly k: number; readonly share: Rate; readonly flagged: Rate }[];
  readonly rows: readonly PlaceRow[];
  /** Places of fewer pairs than a figure needs: how many, and their pairs together. */
  readonly small: { readonly places: number; readonly share: Rate };
}

/** Where the pictures of a run are from. */
export interface Places {
  /** Pairs with an address that has a host, and those without. */
  readonly addressed: number;
  readonly unaddressed: number;
  readonly outcomes: readonly Outcome[];
  readonly hosts: PlaceTable;
  /** Names that somebody registered, by the Public Suffix List. */
  readonly domains: PlaceTable;
  /** Countries, where a list or an ending says one; `not said` where neither does. */
  readonly countries: PlaceTable;
}

/** How many first places a share is told of. */
const TOP = [1, 10, 100, 1000];

/** What a table shows: so many rows, and how concentrated an outcome is, by its place. */
interface Shown {
  readonly most: number;
  readonly outcome: number;
}

/** Hosts, registrable domains and countries of the pictures' addresses. */
export async function placesOf(run: DecidedRun, list: CountryList, shown: Shown): Promise<Places> {
  const outcomes = outcomesOf(run);
  const selected = outcomes.map(
    ({ when }, i) => `, count(*) FILTER (${when}) AS k${i}, count((${when})) AS n${i}`,
  );
  const rows = await run.query.rows<Record<string, number> & { readonly host: string | null }>(
    `SELECT ${HOST} AS host,
    count(*) AS pairs${selected.join("")} FROM explored GROUP BY 1 ORDER BY 1`,
  );
  const tables = {
    hosts: new Map<string, Tally>(),
    domains: new Map<string, Tally>(),
    countries: new Map<string, Tally>(),
  };
  const all = new Map<string, Tally>();
  let unaddressed = 0;
  for (const row of rows) {
    const host = row.host ?? "";
    const counted = {
      caption: "",
      pairs: row["pairs"] ?? 0,
      hits: outcomes.map((_, i) => row[`k${i}`] ?? 0),
      measured: outcomes.map((_, i) => row[`n${i}`] ?? 0),
    };
    if (host === "") {
      unaddressed += counted.pairs;
      continue;
    }
    add(all, "all", counted);
    add(tables.hosts, host, counted);
    add(tables.domains, registrable(host), counted);
    add(tables.countries, countryOf(host, list) ?? "not said", counted);
  }
  const whole = all.get("all") ?? { pairs: 0, hits: [], measured: [] };
  return {
    addressed: whole.pairs,
    unaddressed,
    outcomes,
    hosts: tableOf(tables.hosts, whole, shown),
    domains: tableOf(tables.domains, whole, shown),
    countries: tableOf(tables.countries, whole, shown),
  };
}

/** The name that somebody registered, private registries (blogspot.com, github.io) included; an address in numbers is its own. */
export function registrable(host: string): string {
  const { domain, isIp } = parse(host, { allowPrivateDomains: true });
  return isIp ? host : (domain ?? host);
}

function tableOf(table: ReadonlyMap<string, Tally>, all: Tally, { most, outcome }: Shown): PlaceTable {
  const cells = [...table].sort(([a, x], [b, y]) => y.pairs - x.pairs || (a < b ? -1 : 1));
  const large = cells.filter(([, { pairs }]) => pairs >= SMALLEST);
  const tallies = large.map(([, tally]) => tally);
  const columns = all.hits.map((_, i) => outcomeOf(tallies, i, all));
  const small = cells.slice(large.length);
  const pairs = small.reduce((sum, [, tally]) => sum + tally.pairs, 0);
  return {
    places: cells.length,
    top: TOP.filter((k, i) => k < cells.length || i === 0).map((k) => topOf(cells, { k, outcome }, all)),
    rows: large.slice(0, most).map(([place, tally], row) => ({
      place,
      share: wilson(tally.pairs, all.pairs),
      outcomes: columns.flatMap((column) => column[row] ?? []),
    })),
    small: { places: small.length, share: wilson(pairs, all.pairs) },
  };
}

function topOf(
  cells: readonly (readonly [string, Tally])[],
  { k, outcome }: { readonly k: number; readonly outcome: number },
  all: Tally,
): PlaceTable["top"][number] {
  const sum = (of: (tally: Tally) => number, from = cells) =>
    from.slice(0, k).reduce((total, [, tally]) => total + of(tally), 0);
  const hits = (tally: Tally) => tally.hits[outcome] ?? 0;
  // The places of most flagged pairs are others than those of most pairs.
  const byHits = [...cells].sort(([, a], [, b]) => hits(b) - hits(a));
  return {
    k,
    share: wilson(
      sum(({ pairs }) => pairs),
      all.pairs,
    ),
    flagged: wilson(sum(hits, byHits), hits(all)),
  };
}
