import {
  BREAK_DUE,
  exposurePoints,
  type Limits,
  overBudget,
  spentPoints,
  stintOf,
  stintOver,
} from "../../exposure/ladder.ts";
import type { LabelRecord, NewRecord } from "../../run/labels.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import type { Say } from "../kit/intents.ts";

/** Who looks, what they saw before, and their limits. */
export interface Looking {
  readonly records: readonly LabelRecord[];
  readonly reviewer: string;
  readonly limits: Limits;
  readonly now: Date;
}

/** A caption in clear, counted before it is shown. */
export interface CountedCaption {
  readonly type: "write-exposure";
  readonly key: string;
  readonly record: NewRecord;
}

/** What showing a pair's caption costs its reviewer, or why it may not be shown now. */
export function captionOf(row: StoredRow, { records, reviewer, limits, now }: Looking): CountedCaption | Say {
  const severity = Math.max(Number(row["text_toxicity"] ?? 0), Number(row["text_sexual_explicit"] ?? 0));
  const points = exposurePoints(0, true, severity);
  const tired = stintOver(stintOf(records, reviewer, now), limits, now.getTime());
  const reason =
    overBudget(spentPoints(records, reviewer, now), limits, points) ?? (tired ? BREAK_DUE : null);
  if (reason !== null) return { type: "say", text: reason, kind: "warning" };
  const key = String(row["key"]);
  const record = { type: "exposure", key, rung: 0, caption: true, seconds: 0, points } as const;
  return { type: "write-exposure", key, record };
}
