import { exposurePoints, type Limits, type Looking, refusedReveal, rungs } from "../../exposure/ladder.ts";
import { severityOf } from "../../exposure/severity.ts";
import type { NewRecord, ReviewVerdict } from "../../run/labels.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import { theKey } from "../kit/hints.ts";
import { type Outcome, type Say, told } from "../kit/intents.ts";
import { FIRST_PICTURE, type GalleryAction, type GalleryState, type Grid, type TileMove } from "./state.ts";

export type GalleryIntent =
  | { readonly type: "move"; readonly move: TileMove }
  | { readonly type: "zoom"; readonly by: -1 | 1 }
  | { readonly type: "show"; readonly rung: number }
  | { readonly type: "mark" | "mark-all" }
  | { readonly type: "unmark" }
  | { readonly type: "judge"; readonly verdict: Exclude<ReviewVerdict, "skip"> };

/** Verdicts to write, in order; once they are on disk they are shown. */
export interface WriteVerdicts {
  readonly type: "write-verdicts";
  readonly verdict: string;
  readonly records: readonly (NewRecord & { readonly key: string })[];
}

/** What a gallery's keys depend on. */
export interface GalleryWorld {
  readonly grid: Grid;
  /** Tiles on screen that are here, the one under the cursor, and every other that was marked. */
  readonly window: readonly StoredRow[];
  readonly current: StoredRow | undefined;
  readonly rowOf: (key: string) => StoredRow | undefined;
  readonly limits: Limits;
  readonly now: number;
}

/** What an intent comes to. */
export function pressed(
  state: GalleryState,
  intent: GalleryIntent,
  world: GalleryWorld,
): Outcome<GalleryAction, WriteVerdicts | Say> {
  const to = (action: GalleryAction | null) => ({ effects: [], action });
  switch (intent.type) {
    case "move":
      return to({ ...intent, grid: world.grid });
    case "zoom":
    case "show":
    case "unmark":
      return to(intent);
    case "mark":
      return to(world.current === undefined ? null : { type: "mark", key: keyOf(world.current) });
    case "mark-all":
      return markAll(state, world);
    case "judge":
      return judge(state, intent.verdict, world);
  }
}

function markAll({ marks }: GalleryState, { window }: GalleryWorld): Outcome<GalleryAction, Say> {
  const fresh = window.map(keyOf).filter((key) => !marks.has(key));
  return fresh.length === 0
    ? told("all tiles on screen are marked")
    : { effects: [], action: { type: "mark-many", keys: fresh } };
}

/** One verdict for many: only tiles that were drawn at the wanted rung count, each with its own rung and time. */
function judge(
  { marks, drawn }: GalleryState,
  verdict: Exclude<ReviewVerdict, "skip">,
  { current, rowOf, limits, now }: GalleryWorld,
): Outcome<GalleryAction, WriteVerdicts | Say> {
  const chosen = [...marks].map(rowOf).filter((row) => row !== undefined);
  const rows = marks.size > 0 ? chosen : current === undefined ? [] : [current];
  const wanted = Math.max(FIRST_PICTURE, limits.judgeFrom);
  const seen = rows.filter((row) => (drawn.get(keyOf(row))?.rung ?? 0) >= wanted);
  const unseen = Math.max(marks.size, rows.length) - seen.length;
  const why = `${unseen} not judged: wanted drawn at ${rungs[wanted]} or above`;
  if (seen.length === 0) return told(`${why}; ${theKey("+")} shows more`, "warning");
  const records = seen.map((row) => {
    const key = keyOf(row);
    const { rung = 0, since = now } = drawn.get(key) ?? {};
    return {
      ...({
        type: "verdict",
        role: "reviewer",
        key,
        shard: String(row["shard"]),
        row: Number(row["row"]),
      } as const),
      ...{ verdict, rung, caption: false, seconds: (now - since) / 1000, also: [] },
      design: { strategy: "view", id: "gallery", stratum: null, probability: null } as const,
      ...(seen.length > 1 ? ({ bulk: true } as const) : {}),
    };
  });
  return {
    effects: [
      { type: "write-verdicts", verdict, records },
      ...(unseen > 0 ? told(why, "warning").effects : []),
    ],
    action: null,
  };
}

/** What showing tiles at a rung costs, and the records to write before; or why they stay hidden. */
export function revealing(
  { counted }: Pick<GalleryState, "counted">,
  rung: number,
  rows: readonly StoredRow[],
  looking: Looking,
): { readonly records: readonly (NewRecord & { readonly key: string })[] } | Say {
  const records = rows.flatMap((row) => {
    const key = keyOf(row);
    const before = counted.get(key) ?? 0;
    if (before >= rung) return [];
    const severity = severityOf(row);
    const points = exposurePoints(rung, false, severity) - exposurePoints(before, false, severity);
    return [{ type: "exposure", key, rung, caption: false, seconds: 0, points } as const];
  });
  const points = records.reduce((sum, record) => sum + record.points, 0);
  const reason = refusedReveal(looking, points);
  return reason === null ? { records } : { type: "say", text: reason, kind: "warning" };
}

/** A pair's key. */
export function keyOf(row: StoredRow): string {
  return String(row["key"]);
}
