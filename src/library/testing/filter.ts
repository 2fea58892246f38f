import { deepStrictEqual, equal, match, ok } from "node:assert/strict";
import { type Filter, filterTrouble, type Row, rowsTrouble, type Sample } from "../../../filters/index.ts";
import type { TestApi } from "./api.ts";

/** Scores may differ by this much between batches: order of sums. */
const TOLERANCE = 5e-7;

/**
 * What every filter must keep to, whatever it measures.
 * @param make builds the filter anew for each test
 * @param samples what it is tried on: some that it can judge, some that it cannot
 */
export function filterContract(
  { it }: TestApi,
  make: () => Filter | Promise<Filter>,
  samples: readonly Sample[],
): void {
  const withFilter = (test: (filter: Filter) => Promise<void>) => async () => {
    const filter = await make();
    try {
      await test(filter);
    } finally {
      await filter.close();
    }
  };

  it(
    "gives one row per sample, in order, with known columns in their types and ranges",
    withFilter(async (filter) => {
      equal(rowsTrouble(filter.columns, samples.length, await filter.score(samples)), null);
    }),
  );

  it(
    "gives the same row alone as in a batch",
    withFilter(async (filter) => {
      const together = await filter.score(samples);
      for (const [i, sample] of samples.entries()) {
        const [alone] = await filter.score([sample]);
        sameRow(alone ?? {}, together[i] ?? {}, sample.key);
      }
    }),
  );

  it(
    "names its columns as SQL identifiers, once each, and says what they mean",
    withFilter(async (filter) => {
      const names = filter.columns.map(({ name }) => name);
      equal(new Set(names).size, names.length);
      for (const { name, meaning } of filter.columns) {
        match(name, /^[a-z][a-z0-9_]*$/u);
        ok(meaning.length > 5, `${name}: what does it mean?`);
      }
    }),
  );

  it(
    "measures nothing on a sample that is only a key, and takes an empty batch",
    withFilter(async (filter) => {
      deepStrictEqual(await filter.score([]), []);
      const [row] = await filter.score([{ key: "bare" }]);
      for (const value of Object.values(row ?? {})) equal(value, null);
    }),
  );
}

/** Beside Sluice's filters: its id and its columns are its own. */
export function ownFilterContract({ it }: TestApi, make: () => Filter | Promise<Filter>): void {
  it("takes no id and no column of Sluice's filters", async () => {
    const filter = await make();
    equal(filterTrouble(filter, { ids: new Set(), columns: new Set() }), null);
    await filter.close();
  });
}

function sameRow(alone: Row, together: Row, key: string): void {
  deepStrictEqual(Object.keys(alone), Object.keys(together), key);
  for (const [name, value] of Object.entries(alone)) {
    const other = together[name];
    if (typeof value === "number" && typeof other === "number")
      ok(Math.abs(value - other) < TOLERANCE, `${key}: ${name} is ${value} alone, ${other} in a batch`);
    else equal(value, other, `${key}: ${name}`);
  }
}
