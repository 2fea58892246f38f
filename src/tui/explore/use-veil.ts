import { useEffect, useRef } from "react";
import { oneLine } from "../../process/errors.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import type { ExploreAction, ExploreState } from "../../screens/explore/state.ts";
import { readOf, uncounted } from "../../screens/explore/veil.ts";
import { performShared } from "../../screens/kit/bound.ts";
import { useInterface } from "../kit/interface.ts";

/** Milliseconds that captions rest on screen before they are counted and cleared: who scrolls past reads none. */
const RESTED = 150;

/** Counts the captions on screen that the veil lets through, then clears them; where they cannot be counted, all stay masked. */
export function useVeil(
  view: DecidedRun,
  state: ExploreState,
  rows: readonly StoredRow[],
  dispatch: (action: ExploreAction) => void,
): void {
  const app = useInterface();
  const newest = useRef({ state, rows });
  newest.current = { state, rows };
  const waiting = uncounted(state, rows)
    .map((row) => String(row["key"]))
    .join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest rows are read once they have rested
  useEffect(() => {
    if (waiting === "") return;
    const count = async () => {
      const { state: now, rows: shown } = newest.current;
      const { limits, now: clock } = app.settings;
      const labels = await app.openLabels(view.folder);
      const { records } = await view.labels();
      const found = readOf(uncounted(now, shown), now.veil, {
        records,
        reviewer: labels.reviewer,
        limits,
        now: clock(),
      });
      if (found.type === "say") throw new Error(found.text);
      await labels.append(found.record);
      dispatch({ type: "counted", keys: found.keys });
    };
    const timer = setTimeout(() => {
      count().catch((error: unknown) => {
        dispatch({ type: "veil", veil: 0 });
        performShared({ type: "say", text: `captions stay masked: ${oneLine(error)}`, kind: "warning" }, app);
      });
    }, RESTED);
    return () => clearTimeout(timer);
  }, [waiting]);
}
