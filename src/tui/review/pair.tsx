import { Box, Text } from "ink";
import stringWidth from "string-width";
import { rungs } from "../../exposure/ladder.ts";
import type { Obscuring } from "../../exposure/obscure.ts";
import type { PairImages } from "../../exposure/pair-images.ts";
import { printable } from "../../process/printable.ts";
import type { PlanItem } from "../../review/plan.ts";
import type { DecisionReceipt } from "../../run/questions/receipt.ts";
import { scoresShown } from "../../screens/explore/detail.ts";
import type { ReviewState } from "../../screens/review/state.ts";
import { captionOf, moreOf, remarks, SHOWS_MORE } from "../../screens/review/words.ts";
import { ScoreBar } from "../explore/detail.tsx";
import { Hint, useKeyNames } from "../kit/hint.tsx";
import { pad } from "../kit/text.ts";
import { Picture } from "../picture/picture.tsx";

/** Rows that a caption may take. */
export const CAPTION_ROWS = 3;

/** Rows that facts and picture take of a pair's. */
export function factRows(rows: number): number {
  return Math.max(1, rows - CAPTION_ROWS - 4);
}

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
  const left = factRows(rows);
  // J and K scroll the caption first, then the facts.
  const captionEnd = Math.max(0, captionOf(receipt, caption, columns).length - CAPTION_ROWS);
  const beyond = Math.max(0, state.shown.scroll - captionEnd);
  const pictured = rung >= 2;
  const half = pictured ? Math.min(Math.floor(columns / 2), columns > 116 ? 72 : 40) : 0;
  return (
    <Box flexDirection="column">
      <Ladder rung={rung} />
      <Text bold wrap="truncate">
        {printable(item.key)}
      </Text>
      <Caption
        receipt={receipt}
        clear={caption}
        scroll={Math.min(state.shown.scroll, captionEnd)}
        columns={columns}
      />
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
                part={receipt?.where?.part ?? null}
                onDrawn={() => onPictured?.(rung)}
              />
            )}
          </Box>
        )}
        {rung >= 1 && receipt !== undefined && (
          <Facts receipt={receipt} columns={columns - half - 1} rows={left} scroll={beyond} />
        )}
        {rung === 0 && <Hint dimColor>{SHOWS_MORE}</Hint>}
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

/** As many lines of a caption as fit, and how many more there are: none ends without a sign that it goes on. */
function Caption({
  receipt,
  clear,
  scroll,
  columns,
}: {
  readonly receipt: DecisionReceipt | undefined;
  readonly clear: boolean;
  readonly scroll: number;
  readonly columns: number;
}) {
  const lines = captionOf(receipt, clear, columns);
  const shown = lines.slice(scroll, scroll + CAPTION_ROWS);
  const left = lines.length - scroll - shown.length;
  const remark = useKeyNames()(moreOf(left, scroll));
  const more = remark && ` ${remark}`;
  return (
    <Box flexDirection="column" height={CAPTION_ROWS} overflow="hidden">
      {shown.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <Text key={i} italic={!clear} wrap="truncate">
          {i < shown.length - 1 ? line : endOf(line, more, columns)}
        </Text>
      ))}
    </Box>
  );
}

/** A line with its remark, shortened where both do not fit. */
function endOf(line: string, more: string, columns: number): string {
  return more === "" ? line : pad(line, Math.min(stringWidth(line), columns - more.length)) + more;
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
  const parts = remarks({ item, state, cluster, notes });
  return (
    <Hint color="yellow" wrap="truncate">
      {parts.join(" · ") || " "}
    </Hint>
  );
}

/** Which rules fire and how high the scores are. */
function Facts({
  receipt,
  columns,
  rows,
  scroll,
}: {
  readonly receipt: DecisionReceipt;
  readonly columns: number;
  readonly rows: number;
  readonly scroll: number;
}) {
  const fired = receipt.rules.filter((rule) => rule.fired);
  const where = receipt.where?.line ?? null;
  const scores = scoresShown(receipt.scores);
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
    ...(where === null
      ? []
      : [
          <Text key="where" wrap="truncate">
            {where}
          </Text>,
        ]),
  ];
  // The last row says how many more there are.
  const over = lines.length - scroll > rows;
  const shown = lines.slice(scroll, scroll + (over ? Math.max(1, rows - 1) : rows));
  const left = rows > 1 ? lines.length - scroll - shown.length : 0;
  return (
    <Box flexDirection="column" width={columns}>
      {shown}
      {left > 0 && (
        <Hint dimColor wrap="truncate">
          {moreOf(left, scroll)}
        </Hint>
      )}
    </Box>
  );
}
