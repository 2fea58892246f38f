import { Box, Text } from "ink";
import { maskText } from "../../exposure/mask.ts";
import { count, decimals, percent, twoDigits } from "../../process/figures.ts";
import type { Frequency, Histogram } from "../../run/questions/statistics.ts";
import { moveTo } from "../../screens/kit/window.ts";
import { bar, cell, pad, sparkline } from "../kit/text.ts";

/** How often each value of a column occurs. */
export function Frequencies({
  column,
  values,
  total,
  cursor,
  columns,
  rows,
}: {
  readonly column: string;
  readonly values: readonly Frequency[];
  readonly total: number;
  readonly cursor: number;
  readonly columns: number;
  readonly rows: number;
}) {
  const height = Math.max(1, rows - 1);
  const { top } = moveTo({ cursor: 0, top: 0 }, cursor, values.length, height);
  const most = Math.max(1, values[0]?.n ?? 1);
  const words = (value: string | null) =>
    cell(column === "caption" && value !== null ? maskText(value) : value);
  return (
    <Box flexDirection="column">
      <Text bold wrap="truncate">
        ── {column}: {count(values.length)} values, ⏎ filters by one
      </Text>
      {values.slice(top, top + height).map(({ value, n }, i) => (
        <Text key={String(value)} inverse={top + i === cursor} wrap="truncate">
          {pad(words(value), Math.max(10, columns - 44))} {pad(count(n), 10, "right")}{" "}
          {pad(percent(total === 0 ? null : n / total), 8, "right")} {bar(n / most, 20)}
        </Text>
      ))}
    </Box>
  );
}

/** How the values of a numeric column are spread, on a logarithmic height. */
export function Spread({ column, found }: { readonly column: string; readonly found: Histogram }) {
  const { low, high, bins, missing } = found;
  const measured = bins.reduce((sum, n) => sum + n, 0);
  const width = (high - low) / bins.length;
  const tail = bins.slice(Math.floor(bins.length / 2)).reduce((sum, n) => sum + n, 0);
  return (
    <Box flexDirection="column">
      <Text bold>
        ── {column}: {count(measured)} measured, {count(missing)} not
      </Text>
      <Text color="cyan">{sparkline(bins.map((n) => Math.log1p(n)))}</Text>
      <Text dimColor>
        {pad(decimals(low, 2), bins.length - 5)}
        {pad(decimals(high, 2), 5, "right")}
      </Text>
      <Text dimColor>
        log height; each column {twoDigits(width)} wide; upper half {count(tail)} of {count(measured)}
      </Text>
    </Box>
  );
}
