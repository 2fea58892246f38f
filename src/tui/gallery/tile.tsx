import { Box, Text } from "ink";
import { rungs } from "../../exposure/ladder.ts";
import type { Obscuring } from "../../exposure/obscure.ts";
import type { PairImages } from "../../exposure/pair-images.ts";
import { printable } from "../../process/printable.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import { keyOf } from "../../screens/gallery/press.ts";
import { type GalleryState, isOpen, type TileSize } from "../../screens/gallery/state.ts";
import { tileWords } from "../../screens/gallery/words.ts";
import { pad } from "../kit/text.ts";
import { Picture } from "../picture/picture.tsx";

const colours: Readonly<Record<string, string>> = { keep: "green", review: "yellow", drop: "red" };

/** One pair: its picture as far as that is shown and counted, its key, and what is said of it. */
export function Tile({
  row,
  state,
  remark,
  images,
  size: { columns, rows },
  chosen,
  onDrawn,
}: {
  readonly row: StoredRow | undefined;
  readonly state: GalleryState;
  /** What else is said of the pair. */
  readonly remark?: string | undefined;
  readonly images: PairImages | null;
  readonly size: TileSize;
  readonly chosen: boolean;
  readonly onDrawn: (rung: number) => void;
}) {
  const width = columns - 1;
  if (row === undefined)
    return (
      <Box width={columns} height={rows + 2}>
        <Text dimColor>…</Text>
      </Box>
    );
  const { rung, marks, judged } = state;
  const key = keyOf(row);
  const open = isOpen(state, key) && images !== null;
  const action = String(row["action"] ?? "");
  const said = judged.get(key);
  const color = colours[said ?? action];
  const words = tileWords(action, said, remark);
  return (
    <Box flexDirection="column" width={columns} height={rows + 2}>
      <Box width={width} height={rows} overflow="hidden">
        {open ? (
          <Picture
            images={images}
            shard={String(row["shard"])}
            row={Number(row["row"])}
            obscuring={rungs[rung] as Obscuring}
            columns={width}
            rows={rows}
            onDrawn={() => onDrawn(rung)}
          />
        ) : (
          <Text dimColor wrap="truncate">
            {"░".repeat(width)}
          </Text>
        )}
      </Box>
      <Text inverse={chosen} wrap="truncate">
        {marks.has(key) ? "●" : " "}
        {pad(printable(key).split("/").at(-1) ?? "", width - 1)}
      </Text>
      <Text {...(color === undefined ? {} : { color })} wrap="truncate">
        {pad(` ${words}`, width)}
      </Text>
    </Box>
  );
}
