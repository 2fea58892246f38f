import { expect, it } from "vitest";
import type { Column, Filter, Row, Sample } from "../../filters/index.ts";

/** What every filter must keep to, whatever it measures. */
export function filterContract(make: () => Filter | Promise<Filter>, samples: readonly Sample[]): void {
  it("gives one row per sample, in order, with known columns in their types and ranges", async () => {
    const filter = await make();
    const rows = await filter.score(samples);
    expect(rows).toHaveLength(samples.length);
    const columns = new Map(filter.columns.map((column) => [column.name, column]));
    for (const row of rows)
      for (const [name, value] of Object.entries(row)) expectFits(columns.get(name), name, value);
    await filter.close();
  });

  it("gives the same row alone as in a batch", async () => {
    const filter = await make();
    const together = await filter.score(samples);
    for (const [i, sample] of samples.entries()) {
      const [alone] = await filter.score([sample]);
      expectSame(alone ?? {}, together[i] ?? {});
    }
    await filter.close();
  });

  it("names its columns as SQL identifiers, once each, and says what they mean", async () => {
    const filter = await make();
    const names = filter.columns.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, meaning } of filter.columns) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/u);
      expect(meaning.length).toBeGreaterThan(5);
    }
    await filter.close();
  });

  it("measures nothing on a sample that is only a key, and takes an empty batch", async () => {
    const filter = await make();
    expect(await filter.score([])).toEqual([]);
    const [row] = await filter.score([{ key: "bare" }]);
    for (const value of Object.values(row ?? {})) expect(value).toBeNull();
    await filter.close();
  });
}

function expectFits(column: Column | undefined, name: string, value: Row[string]): void {
  expect(column, name).toBeDefined();
  if (value === null || value === undefined || column === undefined) return;
  const wanted = { float32: "number", int32: "number", bool: "boolean", utf8: "string" }[column.type];
  expect(typeof value, name).toBe(wanted);
  if (column.type === "int32") expect(Number.isInteger(value), name).toBe(true);
  const [low, high] = column.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (typeof value === "number") expect(value >= low && value <= high, `${name} ${value}`).toBe(true);
}

function expectSame(alone: Row, together: Row): void {
  expect(Object.keys(alone)).toEqual(Object.keys(together));
  for (const [name, value] of Object.entries(alone)) {
    if (typeof value === "number") expect(value).toBeCloseTo(together[name] as number, 6);
    else expect(value).toBe(together[name]);
  }
}
