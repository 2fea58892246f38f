import { Box, Text } from "ink";
import type { Tried } from "../../actions/scrub.ts";
import { maskText } from "../../exposure/mask.ts";
import { count, decimals, percent } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import { type Dial, isShare } from "../../screens/scrub/state.ts";
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

/** The spread of the score, on a logarithmic height, and where the cut stands in it. */
export function Ruler({
  dial,
  at,
  bins,
}: {
  readonly dial: Dial;
  readonly at: number;
  readonly bins: readonly number[];
}) {
  if (!isShare(dial) || bins.length === 0) return <Text> </Text>;
  const spread = sparkline(bins.map((n) => Math.log1p(n)));
  const cut = Math.min(bins.length - 1, Math.floor(at * bins.length));
  return (
    <Text wrap="truncate">
      {pad("spread, log height", 20)}
      <Text color="green">{spread.slice(0, cut)}</Text>
      <Text bold>│</Text>
      <Text color="red">{spread.slice(cut + 1)}</Text>
    </Text>
  );
}

/** What the moved cut would do. */
export function Effects({
  found,
  rule,
  rows,
  columns,
}: {
  readonly found: Tried | null;
  readonly rule: string;
  readonly rows: number;
  readonly columns: number;
}) {
  if (found === null) return <Text dimColor>counting…</Text>;
  const { fires, before, gained, lost, flipped, labelled, trouble } = found;
  return (
    <Box flexDirection="column">
      <Text wrap="truncate">
        fires on <Text bold>{count(fires.k)}</Text> of {count(fires.n)}: {percent(fires.rate)} [
        {percent(fires.low)}, {percent(fires.high)}] → {rule}; was {count(before)}:{" "}
        <Text color="red">+{count(gained)}</Text> <Text color="green">−{count(lost)}</Text>
      </Text>
      <Text wrap="truncate" dimColor={labelled === null}>
        {labelled === null
          ? "no labels yet: precision and recall come with review"
          : `precision ${interval(labelled.precision)}, recall ${interval(labelled.recall)}${labelled.random ? "" : " (labels are no random sample)"}`}
      </Text>
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
