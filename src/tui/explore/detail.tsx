import { Box, Text } from "ink";
import stringWidth from "string-width";
import { maskText } from "../../exposure/mask.ts";
import { decimals } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { DecisionReceipt, ReceiptScore } from "../../run/questions/receipt.ts";
import { bar, pad } from "../kit/text.ts";

/** Rows from which a caption may take several of them. */
const ROOMY = 16;
const CAPTION_ROWS = 4;

/** Why a pair is what it is: caption, scores as bars with the policy's cuts, rules that fire. */
export function Detail({
  receipt,
  revealed,
  columns,
  rows,
}: {
  readonly receipt: DecisionReceipt;
  readonly revealed: boolean;
  readonly columns: number;
  readonly rows: number;
}) {
  const { key, action, caption, error, rules, scores, verdicts, hiddenVerdicts, duplicateOf, notes } =
    receipt;
  const fired = rules.filter((rule) => rule.fired);
  const words = printable(caption === null ? "no caption" : revealed ? caption : maskText(caption));
  const captionRows = rows > ROOMY ? Math.min(CAPTION_ROWS, Math.ceil(stringWidth(words) / columns)) : 1;
  const lines = [
    ...(error === null
      ? []
      : [
          <Text key="error" color="red" wrap="truncate">
            {printable(error)}
          </Text>,
        ]),
    ...fired.map(({ id, reason, decides }) => (
      <Text key={`rule ${id}`} wrap="truncate">
        <Text bold={decides} color={decides ? "red" : "yellow"}>
          {decides ? "▶" : " "} {id}
        </Text>{" "}
        {reason}
      </Text>
    )),
    ...notes.map((note) => (
      <Text key={`note ${note}`} wrap="truncate">
        {printable(note)}
      </Text>
    )),
    ...(duplicateOf === null
      ? []
      : [
          <Text key="duplicate" wrap="truncate">
            duplicate of {printable(duplicateOf)}
          </Text>,
        ]),
    ...verdicts.map(({ id, verdict, reviewer, rung }) => (
      <Text key={id} wrap="truncate">
        {reviewer} said {verdict} (rung {rung})
      </Text>
    )),
    ...(hiddenVerdicts === 0
      ? []
      : [
          <Text key="hidden" wrap="truncate">
            {hiddenVerdicts} of others, hidden until you have judged the pair
          </Text>,
        ]),
    ...scores
      .filter(({ value, cuts }) => value !== null && (cuts.length > 0 || value > 0))
      .map((score) => <ScoreBar key={score.id} score={score} columns={columns} />),
  ];
  return (
    <Box flexDirection="column" width={columns}>
      <Text bold wrap="truncate">
        ── {printable(key)}: {action}
      </Text>
      <Box height={captionRows} overflow="hidden">
        <Text wrap={captionRows > 1 ? "wrap" : "truncate"} italic={!revealed}>
          {words}
        </Text>
      </Box>
      {lines.slice(0, Math.max(1, rows - 1 - captionRows))}
    </Box>
  );
}

/** A score in [0, 1] as a bar, each cut as a tick; red where it reaches one. */
export function ScoreBar({ score, columns }: { readonly score: ReceiptScore; readonly columns: number }) {
  const { id, value, cuts, reached } = score;
  const width = Math.max(8, Math.min(40, columns - 34));
  const share = value ?? 0;
  const counted = share > 1 || id.startsWith("lexicon") || id.startsWith("caption");
  const drawn = [...(counted ? pad("", width) : bar(share, width))];
  if (!counted) for (const cut of cuts) drawn[Math.min(width - 1, Math.round(cut * width))] = "│";
  return (
    <Text wrap="truncate">
      {pad(id, 22)}
      <Text {...(reached ? { color: "red" } : { color: "cyan" })}>{drawn.join("")}</Text>{" "}
      {counted ? share : decimals(share, 3)}
    </Text>
  );
}
