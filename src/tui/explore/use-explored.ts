import { oneLine } from "../../process/errors.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import { type Explored, type ExploreIntent, pressed } from "../../screens/explore/press.ts";
import { captionOf } from "../../screens/explore/reveal.ts";
import type { ExploreAction, ExploreState } from "../../screens/explore/state.ts";
import { performShared } from "../kit/bound.ts";
import { useInterface } from "../kit/interface.ts";

/**
 * Does what the keys of explore mean.
 * @param onScreen `current` is the pair under the cursor, once it is here
 */
export function useExplored(
  view: DecidedRun,
  state: ExploreState,
  dispatch: (action: ExploreAction) => void,
  onScreen: Omit<Explored, "paired"> & { readonly current: StoredRow | undefined },
): (intent: ExploreIntent) => void {
  const app = useInterface();
  const { current } = onScreen;
  /** Writes down that the caption was shown before it is. */
  const reveal = async (row: StoredRow) => {
    const { limits, now } = app.settings;
    const labels = await app.openLabels(view.folder);
    const { records } = await view.labels();
    const found = captionOf(row, { records, reviewer: labels.reviewer, limits, now: now() });
    if (found.type === "say") return performShared(found, app);
    await labels.append(found.record);
    dispatch({ type: "reveal", key: found.key });
  };
  return (intent) => {
    const { effects, action } = pressed(state, intent, {
      ...onScreen,
      paired: current === undefined ? null : String(current["key"]),
    });
    for (const effect of effects)
      if (effect.type === "say") performShared(effect, app);
      else if (effect.type === "leave") app.back();
      else if (current !== undefined)
        void reveal(current).catch((error: unknown) => app.say(oneLine(error), "warning"));
    if (action !== null) dispatch(action);
  };
}
