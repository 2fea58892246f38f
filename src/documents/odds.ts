import type { Card } from "../cards/source/card.ts";
import { decimalsInterval, percent, pValue } from "../process/figures.ts";
import { association, holm } from "../statistics/association.ts";
import { wilson } from "../statistics/wilson.ts";

/** How often something happens to all pairs that were measured. */
interface Totals {
  readonly hits: number;
  readonly pairs: number;
}

/** Totals of each flag that groups are set beside. */
export function flagTotals({ facts }: Card): (row: Readonly<Record<string, unknown>>) => Totals {
  const totals = new Map(
    (facts["flags"]?.result ?? []).map(({ flag, k, n }) => [flag, { hits: Number(k), pairs: Number(n) }]),
  );
  return ({ flag }) => totals.get(flag) ?? { hits: 0, pairs: 0 };
}

/** How many pairs the policy does not keep. */
export function removedTotals({ facts }: Card): Totals {
  const rows = facts["decisions"]?.result ?? [];
  return {
    hits: rows.filter(({ action }) => action !== "keep").reduce((sum, { k }) => sum + Number(k), 0),
    pairs: Number(rows[0]?.["n"] ?? 0),
  };
}

/**
 * Rows of `k` in `n` against all other pairs: share with interval, odds ratio with interval, p corrected by Holm
 * over all rows. Rows of something that never happens are left out: nothing can be associated with it.
 */
export function oddsRows(
  rows: Card["facts"][string]["result"],
  totalsOf: (row: Readonly<Record<string, unknown>>) => Totals,
): readonly Readonly<Record<string, unknown>>[] {
  const measured = rows
    .filter((row) => totalsOf(row).hits > 0)
    .map(({ k, n, low: _low, high: _high, ...names }) => {
      const { hits, pairs } = totalsOf(names);
      return {
        names,
        rate: wilson(Number(k), Number(n)),
        found: within(Number(k), Number(n), hits, pairs)
          ? association(Number(k), Number(n), hits, pairs)
          : null,
      };
    });
  const corrected = holm(measured.map(({ found }) => found?.p ?? 1));
  return measured.map(({ names, rate, found }, i) => ({
    ...names,
    pairs: rate.k,
    of: rate.n,
    "share [95 %]": `${percent(rate.rate)} [${percent(rate.low)}, ${percent(rate.high)}]`,
    "odds ratio [95 %]":
      found === null ? "counts that cannot be" : decimalsInterval(found.oddsRatio, found.low, found.high, 2),
    "p, by Holm": found === null ? null : pValue(corrected[i] ?? 1),
  }));
}

/** Whether a group's counts fit into those of all pairs: in a card that somebody edited they may not. */
function within(k: number, n: number, hits: number, pairs: number): boolean {
  return k >= 0 && k <= n && k <= hits && n - k <= pairs - hits;
}
