import { Box, Text } from "ink";
import { count } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { DecisionReceipt, ReceiptScore } from "../../run/questions/receipt.ts";
import { type DetailLine, scoreDrawn } from "../../screens/explore/detail.ts";
import { theKey } from "../../screens/kit/hints.ts";
import { Hint } from "../kit/hint.tsx";
import { bar, pad } from "../kit/text.ts";

/** Why a pair is what it is: as many of its lines as fit, from the one that it was scrolled to. */
export function Detail({
  receipt: { key, action },
  lines,
  scroll,
  columns,
  rows,
}: {
  readonly receipt: Pick<DecisionReceipt, "key" | "action">;
  readonly lines: readonly DetailLine[];
  readonly scroll: number;
  readonly columns: number;
  readonly rows: number;
}) {
  const fit = Math.max(1, rows - 1);
  const end = Math.min(lines.length, scroll + fit);
  const part =
    lines.length > fit
      ? ` · lines ${scroll + 1}–${end} of ${count(lines.length)}, ${theKey("J")} ${theKey("K")} scroll`
      : "";
  return (
    <Box flexDirection="column" width={columns}>
      <Hint bold wrap="truncate">
        {`── ${printable(key)}: ${action}${part}`}
      </Hint>
      {lines.slice(scroll, end).map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <Line key={scroll + i} line={line} columns={columns} />
      ))}
    </Box>
  );
}

const looks = {
  decides: { color: "red", bold: true },
  fired: { color: "yellow" },
  error: { color: "red" },
  clear: {},
  masked: { italic: true },
  plain: {},
  dim: { dimColor: true },
} as const;

/** One line of a pair's detail. */
export function Line({ line, columns }: { readonly line: DetailLine; readonly columns: number }) {
  if (line.kind === "score") return <ScoreBar score={line.score} columns={columns} />;
  return (
    <Text {...looks[line.kind]} wrap="truncate">
      {line.text}
    </Text>
  );
}

/** A score in [0, 1] as a bar, each cut as a tick; red where it reaches one. */
export function ScoreBar({ score, columns }: { readonly score: ReceiptScore; readonly columns: number }) {
  const { id, cuts, reached } = score;
  const width = Math.max(8, Math.min(40, columns - 34));
  const { share, figure } = scoreDrawn(score);
  const drawn = [...(share === null ? pad("", width) : bar(share, width))];
  if (share !== null) for (const cut of cuts) drawn[Math.min(width - 1, Math.round(cut * width))] = "│";
  return (
    <Text wrap="truncate">
      {pad(id, 22)}
      <Text {...(reached ? { color: "red" } : { color: "cyan" })}>{drawn.join("")}</Text> {figure}
    </Text>
  );
}
