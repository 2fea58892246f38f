import { describe, expect, it } from "vitest";
import { medianOf } from "../../../../src/report/median.ts";
import { openMemory } from "../../../../src/run/query.ts";

describe("a median", () => {
  it.each([
    ["an odd number of values", "range(9999)", "(hash(i) % 100000) / 100000.0"],
    ["an even number", "range(10000)", "(hash(i) % 100000) / 100000.0"],
    ["most of them the same", "range(10000)", "CASE WHEN i % 7 = 0 THEN i / 10000.0 ELSE 0.25 END"],
    ["two halves far apart", "range(10000)", "CASE WHEN i < 5000 THEN i / 1e9 ELSE 1 - i / 1e9 END"],
    ["beyond the range that was documented", "range(3001)", "i - 1500"],
    ["one value", "range(1)", "0.5"],
  ])("of %s is the one that sorting finds, though few are sorted at once", async (_, rows, value) => {
    const query = await openMemory();
    try {
      await query.run(`CREATE TABLE scores AS SELECT (${value})::FLOAT AS x FROM ${rows} t(i)`);
      const [all] = await query.rows<{ n: number; low: number; high: number; wanted: number }>(
        "SELECT count(*) AS n, min(x)::DOUBLE AS low, max(x)::DOUBLE AS high, median(x::DOUBLE) AS wanted FROM scores",
      );
      if (all === undefined) throw new Error("Cannot ask: wanted a row, got none");
      expect(await medianOf(query, "x", [all], 10)).toBe(all.wanted);
    } finally {
      query.close();
    }
  });
});
