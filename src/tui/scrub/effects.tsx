import { Box, Text } from "ink";
import type { Tried } from "../../actions/scrub.ts";
import { maskText } from "../../exposure/mask.ts";
import { count, decimals, percent } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { Bin } from "../../run/questions/bins.ts";
import type { Dial, scrubCounts } from "../../screens/scrub/state.ts";
import type { Rate } from "../../statistics/wilson.ts";
import { pad, sparkline } from "../kit/text.ts";

/** A cut and where it stands. */
export function DialLine({
  dial,
  at,
  chosen,
  columns,
}: {
  readonly dial: Dial;
  readonly at: number;
  readonly chosen: boolean;
  readonly columns: number;
}) {
  const moved = at !== dial.from;
  return (
    <Text inverse={chosen} wrap="truncate">
      {pad(`${dial.rule}: ${dial.value} ${dial.operator}`, columns - 22)}{" "}
      <Text bold={moved} {...(moved ? { color: "yellow" } : {})}>
        {pad(moved ? `${dial.from} → ${at}` : String(at), 20)}
      </Text>
    </Text>
  );
}

/** Cells of a ruler's line that are no bars: its words, and the ends of its axis. */
export const RULER_CELLS = 36;

/** The spread of the score from its least value to its greatest, on a logarithmic height, and where the cut stands in it. */
export function Ruler({
  at,
  bins,
  chosen,
}: {
  readonly at: number;
  readonly bins: readonly Bin[];
  /** The bar that ⏎ opens. */
  readonly chosen: number | null;
}) {
  const [first] = bins;
  const last = bins.at(-1);
  if (first === undefined || last === undefined) return <Text dimColor>spread: nothing was measured</Text>;
  const spread = [...sparkline(bins.map(({ n }) => Math.log1p(n)))];
  const bar = chosen === null ? undefined : bins[chosen];
  const label = bar === undefined ? "spread, log height" : `${count(bar.n)}: ${bar.low}–${bar.high}`;
  const bars = (from: number, to: number, color: string) =>
    spread.slice(from, to).map((height, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
      <Text key={from + i} color={color} inverse={from + i === chosen}>
        {height}
      </Text>
    ));
  // A cut beyond all values stands beside them.
  const above = bins.findIndex(({ high }) => at < high);
  const cut = at < first.low ? 0 : above < 0 ? bins.length : above;
  return (
    <Text wrap="truncate">
      {pad(label, 19)}
      <Text dimColor>{pad(String(first.low), 7, "right")} </Text>
      {bars(0, cut, "green")}
      <Text bold>│</Text>
      {bars(cut, spread.length, "red")}
      <Text dimColor> {last.high}</Text>
    </Text>
  );
}

/** What the moved cut would do. */
export function Effects({
  found,
  rule,
  count: chosen,
  rows,
  columns,
}: {
  readonly found: Tried | null;
  readonly rule: string;
  /** The count that ⏎ opens; null where it opens a bar. */
  readonly count: (typeof scrubCounts)[number] | null;
  readonly rows: number;
  readonly columns: number;
}) {
  if (found === null) return <Text dimColor>counting…</Text>;
  const { fires, before, gained, lost, flipped, labelled, trouble } = found;
  return (
    <Box flexDirection="column">
      <Text wrap="truncate">
        <Text inverse={chosen === "fires"}>
          fires on <Text bold>{count(fires.k)}</Text>
        </Text>{" "}
        of {count(fires.n)}: {percent(fires.rate)} [{percent(fires.low)}, {percent(fires.high)}] → {rule};{" "}
        <Text inverse={chosen === "was"}>was {count(before)}</Text>:{" "}
        <Text color="red" inverse={chosen === "gained"}>
          +{count(gained)}
        </Text>{" "}
        <Text color="green" inverse={chosen === "lost"}>
          −{count(lost)}
        </Text>
      </Text>
      {labelled === null ? (
        <Text wrap="truncate" dimColor>
          no labels yet: precision and recall come with review
        </Text>
      ) : (
        <Text wrap="truncate">
          <Text inverse={chosen === "precision"}>precision {interval(labelled.precision)}</Text>,{" "}
          <Text inverse={chosen === "recall"}>recall {interval(labelled.recall)}</Text>
          {labelled.random ? "" : " (labels are no random sample)"}
        </Text>
      )}
      {trouble !== null && <Text color="yellow">cannot be saved: {trouble}</Text>}
      <Text bold>just flipped</Text>
      {flipped
        .slice(0, Math.max(1, rows - (trouble === null ? 3 : 6)))
        .map(({ key, caption, value, fires: now }) => (
          <Text key={key} wrap="truncate">
            <Text color={now ? "red" : "green"}>{now ? "+" : "−"}</Text>{" "}
            {pad(value === null ? "·" : decimals(value, 3), 6)} {pad(printable(key), 18)}{" "}
            {pad(printable(maskText(caption ?? "")), Math.max(4, columns - 30))}
          </Text>
        ))}
      {flipped.length === 0 && (
        <Text dimColor>nothing: the cut stands where the policy has it, or no score lies between</Text>
      )}
    </Box>
  );
}

function interval({ rate, low, high, k, n }: Rate): string {
  return rate === null
    ? `– (0 labels)`
    : `${percent(rate)} [${percent(low)}, ${percent(high)}] (${k} of ${n})`;
}
