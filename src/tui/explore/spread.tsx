import { Box, Text } from "ink";
import { maskText } from "../../exposure/mask.ts";
import { count, counted, percent } from "../../process/figures.ts";
import type { Binned } from "../../run/questions/bins.ts";
import type { Frequency } from "../../run/questions/statistics.ts";
import { theKey } from "../../screens/kit/hints.ts";
import { moveTo } from "../../screens/kit/window.ts";
import { Hint } from "../kit/hint.tsx";
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
  const most = Math.max(1, ...values.map(({ n }) => n));
  const words = (value: string | null) =>
    cell(column === "caption" && value !== null ? maskText(value) : value);
  return (
    <Box flexDirection="column">
      <Hint bold wrap="truncate">
        {`── ${column}: ${count(values.length)} values, ${theKey("enter")} opens the pairs of one`}
      </Hint>
      {values.slice(top, top + height).map(({ value, n }, i) => (
        <Text key={String(value)} inverse={top + i === cursor} wrap="truncate">
          {pad(words(value), Math.max(10, columns - 44))} {pad(count(n), 10, "right")}{" "}
          {pad(percent(total === 0 ? null : n / total), 8, "right")} {bar(n / most, 20)}
        </Text>
      ))}
    </Box>
  );
}

/** How the values of a numeric column are spread, on a logarithmic height, with the bar under the cursor in words. */
export function Spread({
  column,
  found: { bins, missing },
  cursor,
}: {
  readonly column: string;
  readonly found: Binned;
  readonly cursor: number;
}) {
  const measured = bins.reduce((sum, { n }) => sum + n, 0);
  const [first] = bins;
  const last = bins.at(-1);
  const heights = [...sparkline(bins.map(({ n }) => Math.log1p(n)))];
  const chosen = bins[cursor];
  const wide = (first?.high ?? 1) - (first?.low ?? 0);
  return (
    <Box flexDirection="column">
      <Text bold>
        ── {column}: {count(measured)} measured, {count(missing)} not
      </Text>
      {first !== undefined && last !== undefined && (
        <>
          <Text color="cyan">
            {heights.slice(0, cursor).join("")}
            <Text inverse>{heights[cursor]}</Text>
            {heights.slice(cursor + 1).join("")}
          </Text>
          <Text dimColor>
            {pad(String(first.low), Math.max(1, bins.length - 8))}
            {pad(String(last.high), 8, "right")}
          </Text>
        </>
      )}
      {chosen !== undefined && (
        <Hint>
          {`${column} from ${chosen.low} to ${chosen.last ? "" : "below "}${chosen.high}: ${counted(chosen.n, "pair")}; ${theKey("j")} ${theKey("k")} choose a bar, ${theKey("enter")} opens them`}
        </Hint>
      )}
      <Text dimColor>log height; each column {Number(wide.toPrecision(2))} wide</Text>
    </Box>
  );
}
