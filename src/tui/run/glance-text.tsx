import { Text } from "ink";
import type { GlanceLine } from "../../screens/run/lines.ts";
import { bar, pad } from "../kit/text.ts";

/** A line, with the cursor on it or not. */
export function GlanceText({
  line: { kind, cells, share },
  chosen,
}: {
  readonly line: GlanceLine;
  readonly chosen: boolean;
}) {
  const [first = "", second = "", ...rest] = cells;
  if (kind === "head")
    return (
      <Text bold inverse={chosen} wrap="truncate">
        {first}
      </Text>
    );
  if (kind === "rate" || (kind === "dim" && cells.length === 2))
    return (
      <Text dimColor={kind === "dim"} inverse={chosen} wrap="truncate">
        {pad(first, 30)}
        {share !== undefined && <Text color="yellow">{bar(share, 12)} </Text>}
        {second}
      </Text>
    );
  if (cells.length === 1)
    return (
      <Text dimColor={kind === "dim"} inverse={chosen} wrap="truncate">
        {first}
      </Text>
    );
  const [name = "", more = ""] = rest;
  return (
    <Text inverse={chosen} dimColor={kind === "dim"} wrap="truncate">
      {pad(first, 9, "right")}{" "}
      <Text {...colours(kind)}>{pad(second, second === "" ? 0 : Math.max(7, second.length + 1))}</Text>
      {name}
      {more !== "" && <Text dimColor> {more}</Text>}
    </Text>
  );
}

function colours(kind: GlanceLine["kind"]) {
  return kind in colourOf ? { color: colourOf[kind as keyof typeof colourOf] } : {};
}

const colourOf = { keep: "green", review: "yellow", drop: "red" } as const;
