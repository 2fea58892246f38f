import { clearPoints, type Looking, overBudget, spentPoints } from "../../exposure/ladder.ts";
import { doubtOf } from "../../run/doubt.ts";
import type { NewRecord } from "../../run/labels.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import type { Say } from "../kit/intents.ts";
import type { ExploreState } from "./state.ts";

type Veiled = Pick<ExploreState, "veil" | "counted">;

/** Whether a row's caption stands in clear: its text scores lie below the veil, and that it is read was counted. */
export function isClear({ veil, counted }: Veiled, row: StoredRow): boolean {
  return counted.has(String(row["key"])) && isBelow(row, veil);
}

/** Rows on screen whose captions the veil lets through as soon as they are counted. */
export function uncounted({ veil, counted }: Veiled, rows: readonly StoredRow[]): readonly StoredRow[] {
  return rows.filter((row) => !counted.has(String(row["key"])) && isBelow(row, veil));
}

function isBelow(row: StoredRow, veil: number): boolean {
  return (doubtOf(row) ?? 1) < veil;
}

/** Captions in clear, counted before they are shown. */
export interface CountedRead {
  readonly type: "write-read";
  readonly keys: readonly string[];
  readonly record: NewRecord;
}

/** What captions that the veil lets through cost their reader, or why they stay masked. */
export function readOf(
  rows: readonly StoredRow[],
  veil: number,
  { records, reviewer, limits, now }: Looking,
): CountedRead | Say {
  const keys = rows.map((row) => String(row["key"]));
  const points = clearPoints(rows.map((row) => doubtOf(row) ?? 1));
  const reason = overBudget(spentPoints(records, reviewer, now), limits, points);
  if (reason !== null) return { type: "say", text: reason, kind: "warning" };
  return { type: "write-read", keys, record: { type: "read", keys, veil, points } };
}

/** The veil that was typed, or what was wanted. */
export function veilNamed(text: string): number | Say {
  const veil = Number(text);
  if (text.trim() !== "" && veil >= 0 && veil <= 1) return veil;
  return { type: "say", text: `wanted a score from 0 (masks all) to 1, got "${text}"`, kind: "warning" };
}
