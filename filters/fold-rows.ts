import type { Column, ScoreRow, Value } from "./filter.ts";
import { otherName } from "./signals.ts";

/** A filter's columns as a run has them: its own, and those of other texts. */
export function runColumns(columns: readonly Column[]): readonly Column[] {
  const own = columns.map(({ other: _, ...column }) => column);
  return [...own, ...columns.filter(({ other }) => other).map(otherColumn)];
}

function otherColumn({ other: _, name, meaning, ...column }: Column): Column {
  return { ...column, name: otherName(name), meaning: `the same of the pair's other texts: ${meaning}` };
}

/** One row for several of one pair's images, frames or captions, by what each column says of it. */
export function foldRows(columns: readonly Column[], rows: readonly ScoreRow[]): ScoreRow {
  if (rows.length <= 1) return rows[0] ?? {};
  return Object.fromEntries(
    columns.map(({ name, worst }) => {
      const values = rows.map((row) => row[name] ?? null).filter((value) => value !== null);
      return [name, fold(worst, values)];
    }),
  );
}

function fold(worst: Column["worst"], values: readonly NonNullable<Value>[]): Value {
  const [first = null] = values;
  if (worst === undefined || first === null) return first;
  if (worst === "all") return [...new Set(values.flatMap(wordsOf))].sort().join(",");
  return values.reduce((a, b) => ((worst === "largest" ? b > a : b < a) ? b : a));
}

function wordsOf(value: NonNullable<Value>): readonly string[] {
  return String(value)
    .split(",")
    .filter((word) => word !== "");
}

/** How bad a row is, to say which of several is the worst: its largest probability, then the sum of its counts. */
export function badness(columns: readonly Column[], row: ScoreRow): number {
  const numbers = columns.flatMap(({ name, type, worst }) => {
    const value = row[name];
    return worst === "largest" && typeof value === "number" ? [{ type, value }] : [];
  });
  const shares = numbers.filter(({ type }) => type === "float32").map(({ value }) => value);
  const counts = numbers.filter(({ type }) => type === "int32").map(({ value }) => value);
  const count = counts.reduce((sum, value) => sum + value, 0);
  return Math.max(0, ...shares) + count / (1 + count);
}
