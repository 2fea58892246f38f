import { type Association, association, holm, SMALLEST } from "../statistics/association.ts";
import { type Bounds, exactInterval } from "../statistics/exact-interval.ts";
import { type Rate, wilson } from "../statistics/wilson.ts";
import type { CountedCaption } from "./captions.ts";

/** Pairs, and of each outcome how many it befell of how many of which that is known. */
export interface Tally {
  pairs: number;
  readonly hits: number[];
  readonly measured: number[];
}

/** One outcome of a cell of a table: a share and odds against all other pairs, or bounds where the cell is small. */
export type CellOutcome =
  | {
      readonly rate: Rate;
      readonly association: Association & { readonly corrected: number };
    }
  | {
      /** Of fewer pairs than a share may be told of: what its share lies within, and no count. */
      readonly bounds: Bounds;
    };

/** Adds a caption's pairs. */
export function add(
  tallies: Map<string, Tally>,
  cell: string,
  { pairs, hits, measured }: CountedCaption,
): void {
  const tally = tallies.get(cell) ?? {
    pairs: 0,
    hits: hits.map(() => 0),
    measured: measured.map(() => 0),
  };
  tally.pairs += pairs;
  for (const [i, k] of hits.entries()) tally.hits[i] = (tally.hits[i] ?? 0) + k;
  for (const [i, n] of measured.entries()) tally.measured[i] = (tally.measured[i] ?? 0) + n;
  tallies.set(cell, tally);
}

/**
 * A table's cells by an outcome: shares and odds against all other pairs, p corrected by Holm over the table; of
 * cells of fewer than {@link SMALLEST} pairs their exact interval, which says how little they say.
 * @param outcome its place
 */
export function outcomeOf(cells: readonly Tally[], outcome: number, all: Tally): readonly CellOutcome[] {
  const [hits, pairs] = [all.hits[outcome] ?? 0, all.measured[outcome] ?? 0];
  const counted = cells.map(({ hits: k, measured: n }) => ({ k: k[outcome] ?? 0, n: n[outcome] ?? 0 }));
  const large = counted.filter(({ n }) => n >= SMALLEST);
  const found = new Map(large.map((cell) => [cell, association(cell.k, cell.n, hits, pairs)]));
  const corrected = holm([...found.values()].map(({ p }) => p));
  const byCell = new Map([...found.keys()].map((cell, i) => [cell, corrected[i] ?? 1]));
  return counted.map((cell) => {
    const own = found.get(cell);
    if (own === undefined) return { bounds: exactInterval(cell.k, cell.n) };
    return { rate: wilson(cell.k, cell.n), association: { ...own, corrected: byCell.get(cell) ?? 1 } };
  });
}
