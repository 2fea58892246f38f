import { Box, Text } from "ink";
import { memo } from "react";
import { maskText } from "../../exposure/mask.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import { NEAR_CELLS, type Sized } from "../../screens/explore/columns.ts";
import { cell, pad } from "../kit/text.ts";

const colours: Readonly<Record<string, string>> = { keep: "green", review: "yellow", drop: "red" };

/** Rows of a window, and the names of their columns; captions are masked unless they may be read. */
export function Table({
  columns,
  current,
  sort,
  top,
  height,
  cursor,
  total,
  row,
  clear,
  marked,
  near,
}: {
  readonly columns: readonly Sized[];
  /** Name of the column under the cursor. */
  readonly current: string;
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
  readonly top: number;
  readonly height: number;
  readonly cursor: number;
  readonly total: number;
  readonly row: (position: number) => StoredRow | undefined;
  /** Whether a row's caption stands in clear. */
  readonly clear?: (row: StoredRow) => boolean;
  readonly marked?: (row: StoredRow) => boolean;
  /** How near a pair is to what was looked for, by its key; absent where nothing was by meaning. */
  readonly near?: ((key: string) => string) | undefined;
}) {
  const positions = Array.from({ length: Math.max(0, Math.min(height, total - top)) }, (_, i) => top + i);
  const arrow = (name: string) => (sort?.column === name ? (sort.descending ? "↓" : "↑") : "");
  return (
    <Box flexDirection="column">
      <Text wrap="truncate">
        {near && <Text bold>{pad("near", NEAR_CELLS)}</Text>}
        {columns.map(({ column, width }) => (
          <Text key={column.name} bold inverse={column.name === current}>
            {pad(arrow(column.name) + column.name, width)}{" "}
          </Text>
        ))}
      </Text>
      {positions.map((position) => {
        const here = row(position);
        return (
          <Line
            key={position}
            columns={columns}
            near={near && pad(here === undefined ? "" : near(String(here["key"])), NEAR_CELLS)}
            row={here}
            chosen={position === cursor}
            marked={here !== undefined && (marked?.(here) ?? false)}
            clear={here !== undefined && (clear?.(here) ?? false)}
          />
        );
      })}
    </Box>
  );
}

/** Drawn anew only when its pair or the cursor on it changes: widths of text take most of a frame. */
const Line = memo(function Line({
  columns,
  row,
  chosen,
  clear,
  marked,
  near,
}: {
  readonly columns: readonly Sized[];
  readonly near: string | undefined;
  readonly row: StoredRow | undefined;
  readonly chosen: boolean;
  readonly clear: boolean;
  readonly marked: boolean;
}) {
  if (row === undefined)
    return (
      <Text dimColor inverse={chosen}>
        …
      </Text>
    );
  const action = String(row["action"] ?? "");
  const [first, ...rest] = columns;
  const color = colours[action];
  return (
    <Text inverse={chosen} wrap="truncate">
      {near}
      <Text {...(color === undefined ? {} : { color })}>
        {pad(action, first?.width ?? 0)}
        {marked ? "●" : " "}
      </Text>
      {rest
        .map(
          ({ column, width }) =>
            `${pad(shown(column.name, row[column.name], clear), width, align(column.kind), cutOf(column.name))} `,
        )
        .join("")}
    </Text>
  );
});

function shown(name: string, value: unknown, clear: boolean): string {
  return name === "caption" && !clear && typeof value === "string" ? cell(maskText(value)) : cell(value);
}

/** Keys of one shard begin alike: what tells them apart is their end. */
function cutOf(name: string): "middle" | "end" {
  return name === "key" || name === "duplicate_of" ? "middle" : "end";
}

function align(kind: Sized["column"]["kind"]): "left" | "right" {
  return kind === "number" ? "right" : "left";
}
