import { useEffect, useRef } from "react";
import { saveLens } from "../../looking/views.ts";
import { oneLine } from "../../process/errors.ts";
import { counted } from "../../process/figures.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { Lens } from "../../run/questions/lens.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import {
  type GalleryIntent,
  type GalleryWorld,
  keyOf,
  pressed,
  revealing,
  type WriteVerdicts,
} from "../../screens/gallery/press.ts";
import { type GalleryAction, type GalleryState, uncounted } from "../../screens/gallery/state.ts";
import { performShared } from "../../screens/kit/bound.ts";
import { useInterface } from "../kit/interface.ts";

/** Does what the keys of the gallery mean; what is shown is counted before, verdicts are on disk before they are drawn. */
export function useGallery(
  view: DecidedRun,
  lens: Lens,
  state: GalleryState,
  dispatch: (action: GalleryAction) => void,
  around: Pick<GalleryWorld, "grid" | "window" | "current">,
): {
  readonly perform: (intent: GalleryIntent) => void;
  readonly save: (name: string) => void;
} {
  const app = useInterface();
  const { settings, say } = app;
  const warn = (error: unknown) => say(oneLine(error), "warning");
  /** Rows of what was marked, wherever the window has gone. */
  const rows = useRef(new Map<string, StoredRow>());
  for (const row of around.window) if (state.marks.has(keyOf(row))) rows.current.set(keyOf(row), row);

  const write = async ({ verdict, records }: WriteVerdicts) => {
    const labels = await app.openLabels(view.folder);
    const keys: string[] = [];
    try {
      for (const record of records) {
        await labels.append(record);
        keys.push(record.key);
      }
    } finally {
      dispatch({ type: "judged", keys, verdict });
    }
    if (keys.length > 1) say(`${counted(keys.length, "pair")}: ${verdict}`);
  };
  useCounted(view, state, around.window, dispatch, warn);
  return {
    perform(intent) {
      const now = settings.now().getTime();
      const rowOf = (key: string) => rows.current.get(key);
      const { effects, action } = pressed(state, intent, { ...around, rowOf, limits: settings.limits, now });
      for (const effect of effects)
        if (effect.type === "say") performShared(effect, app);
        else void write(effect).catch(warn);
      if (action !== null) dispatch(action);
    },
    save(name) {
      const wish = { name, by: settings.reviewer, now: settings.now() };
      saveLens(view, lens, [...state.marks], wish).then((path) => {
        dispatch({ type: "saved" });
        say(`saved ${path}; :review view ${name}, :curate view ${name}`);
      }, warn);
    },
  };
}

/** Counts what is about to be shown, then lets it be drawn; over budget, or where a break is due, nothing is, and it is said. */
function useCounted(
  view: DecidedRun,
  state: GalleryState,
  window: readonly StoredRow[],
  dispatch: (action: GalleryAction) => void,
  warn: (error: unknown) => void,
): void {
  const app = useInterface();
  const { settings } = app;
  const { rung, counted } = state;
  const pending = settings.graphics.graphics === "words" ? null : uncounted(state, window, keyOf);
  const waiting = pending === null ? null : pending.map(keyOf).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows are those that wait
  useEffect(() => {
    if (pending === null) return;
    const reveal = async () => {
      const labels = await app.openLabels(view.folder);
      const { records } = await view.labels();
      const { limits, now } = settings;
      const looking = { records, reviewer: labels.reviewer, limits, now: now() };
      const found = revealing({ counted }, rung, pending, looking);
      if ("type" in found) {
        dispatch({ type: "show", rung: 0 });
        performShared(found, app);
        return;
      }
      for (const record of found.records) await labels.append(record);
      dispatch({ type: "counted", keys: pending.map(keyOf), rung });
    };
    reveal().catch((error: unknown) => {
      // What could not be written down is not shown.
      dispatch({ type: "show", rung: 0 });
      warn(error);
    });
  }, [waiting, rung]);
}
