import { exposurePoints, type Looking, refusedReveal } from "../../exposure/ladder.ts";
import { severityOf } from "../../exposure/severity.ts";
import type { NewRecord } from "../../run/labels.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import type { Say } from "../kit/intents.ts";

/** A caption in clear, counted before it is shown. */
export interface CountedCaption {
  readonly type: "write-exposure";
  readonly key: string;
  readonly record: NewRecord;
}

/** What showing a pair's caption costs its reviewer, or why it may not be shown now. */
export function captionOf(row: StoredRow, looking: Looking): CountedCaption | Say {
  const points = exposurePoints(0, true, severityOf(row));
  const reason = refusedReveal(looking, points);
  if (reason !== null) return { type: "say", text: reason, kind: "warning" };
  const key = String(row["key"]);
  const record = { type: "exposure", key, rung: 0, caption: true, seconds: 0, points } as const;
  return { type: "write-exposure", key, record };
}
