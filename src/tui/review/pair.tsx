import { Box, Text } from "ink";
import { rungs } from "../../exposure/ladder.ts";
import { maskText } from "../../exposure/mask.ts";
import type { Obscuring } from "../../exposure/obscure.ts";
import type { PairImages } from "../../exposure/pair-images.ts";
import { printable } from "../../process/printable.ts";
import type { PlanItem } from "../../review/plan.ts";
import type { DecisionReceipt } from "../../run/questions/receipt.ts";
import type { ReviewState } from "../../screens/review/state.ts";
import { ScoreBar } from "../explore/detail.tsx";
import { Picture } from "../picture/picture.tsx";

/** Rows that a caption may take. */
const CAPTION_ROWS = 3;

/** One pair, as far as the reviewer climbed the exposure ladder. */
export function Pair({
  item,
  state,
  receipt,
  cluster,
  images,
  columns,
  rows,
  onPictured,
}: {
  readonly item: PlanItem;
  readonly state: ReviewState;
  readonly receipt: DecisionReceipt | undefined;
  readonly cluster: readonly string[];
  readonly images: PairImages | null;
  readonly columns: number;
  readonly rows: number;
  /** Called with the rung of each picture that is drawn. */
  readonly onPictured?: (rung: number) => void;
}) {
  const { rung, caption } = state.shown;
  const left = rows - CAPTION_ROWS - 4;
  const pictured = rung >= 2;
  const half = pictured ? Math.min(Math.floor(columns / 2), columns > 116 ? 72 : 40) : 0;
  return (
    <Box flexDirection="column">
      <Ladder rung={rung} />
      <Text bold wrap="truncate">
        {printable(item.key)}
      </Text>
      <Box height={CAPTION_ROWS} overflow="hidden">
        <Text wrap="wrap" italic={!caption}>
          {captionOf(receipt, caption, CAPTION_ROWS * columns)}
        </Text>
      </Box>
      <Remarks item={item} state={state} cluster={cluster} notes={receipt?.notes ?? []} />
      <Box>
        {pictured && (
          <Box width={half + 1} height={left} overflow="hidden">
            {images === null ? (
              <Text color="red">no images</Text>
            ) : (
              <Picture
                images={images}
                shard={item.shard}
                row={item.row}
                obscuring={rungs[rung] as Obscuring}
                columns={half}
                rows={left}
                onDrawn={() => onPictured?.(rung)}
              />
            )}
          </Box>
        )}
        {rung >= 1 && receipt !== undefined && (
          <Facts receipt={receipt} columns={columns - half - 1} rows={left} />
        )}
        {rung === 0 && <Text dimColor>space shows more: scores, edges, mosaic, greyscale, colour</Text>}
      </Box>
    </Box>
  );
}

function Ladder({ rung }: { readonly rung: number }) {
  return (
    <Text wrap="truncate">
      {rungs.map((name, i) => (
        <Text key={name} inverse={i === rung} dimColor={i > rung}>
          {` ${i} ${name} `}
        </Text>
      ))}
    </Text>
  );
}

function captionOf(receipt: DecisionReceipt | undefined, clear: boolean, cells: number): string {
  if (receipt === undefined) return "…";
  if (receipt.error !== null) return printable(receipt.error);
  if (receipt.caption === null) return "no caption";
  const text = printable(clear ? receipt.caption : maskText(receipt.caption));
  return text.length > cells ? `${text.slice(0, cells - 1)}…` : text;
}

/** What goes with the verdict, and what an adjudicator must know: opinions, not names. */
function Remarks({
  item,
  state,
  cluster,
  notes,
}: {
  readonly item: PlanItem;
  readonly state: ReviewState;
  readonly cluster: readonly string[];
  readonly notes: readonly string[];
}) {
  const opinions = (item.verdicts ?? []).map(({ verdict }) => verdict).sort();
  const parts = [
    ...(opinions.length === 0 ? [] : [`reviewers said ${opinions.join(", ")}`]),
    ...(cluster.length === 0
      ? []
      : [
          `${state.bulk ? "with" : "a adds"} its ${cluster.length} near duplicate${cluster.length === 1 ? "" : "s"}`,
        ]),
    ...(state.bulk && cluster.length === 0 ? ["no near duplicates to judge with it"] : []),
    ...notes.map(printable),
    ...(state.note === "" ? [] : [`note: ${printable(state.note)}`]),
  ];
  return (
    <Text color="yellow" wrap="truncate">
      {parts.join(" · ") || " "}
    </Text>
  );
}

/** Which rules fire and how high the scores are. */
function Facts({
  receipt,
  columns,
  rows,
}: {
  readonly receipt: DecisionReceipt;
  readonly columns: number;
  readonly rows: number;
}) {
  const fired = receipt.rules.filter((rule) => rule.fired);
  const scores = receipt.scores.filter(({ value, cuts }) => value !== null && (cuts.length > 0 || value > 0));
  const lines = [
    <Text key="action" wrap="truncate">
      the policy says {receipt.action}
      {fired.length === 0 ? ": no rule fires" : ""}
    </Text>,
    ...fired.map(({ id, reason, decides }) => (
      <Text key={id} wrap="truncate">
        <Text bold={decides} color={decides ? "red" : "yellow"}>
          {decides ? "▶" : " "} {id}
        </Text>{" "}
        {reason}
      </Text>
    )),
    ...scores.map((score) => <ScoreBar key={score.id} score={score} columns={columns} />),
  ];
  return (
    <Box flexDirection="column" width={columns}>
      {lines.slice(0, Math.max(1, rows))}
    </Box>
  );
}
