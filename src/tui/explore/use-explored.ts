import { useState } from "react";
import { checkLens } from "../../actions/explore.ts";
import { twinsOf } from "../../looking/near.ts";
import { oneLine } from "../../process/errors.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import { type Explored, type ExploreIntent, pressed } from "../../screens/explore/press.ts";
import { captionOf } from "../../screens/explore/reveal.ts";
import type { ExploreAction, ExploreState } from "../../screens/explore/state.ts";
import { revealing } from "../../screens/gallery/press.ts";
import { performShared } from "../../screens/kit/bound.ts";
import { allDone } from "../kit/all-done.ts";
import { useInterface } from "../kit/interface.ts";
import { reasonOf } from "./lens-line.tsx";
import { type Sought, useFinder } from "./use-finder.ts";

/**
 * Does what the keys of explore mean.
 * @param onScreen `current` is the pair under the cursor, once it is here
 * @returns `perform` says whether what was meant could be done; `checking` a predicate, other rows are on their way
 */
export function useExplored(
  view: DecidedRun,
  state: ExploreState,
  dispatch: (action: ExploreAction) => void,
  onScreen: Omit<Explored, "paired"> & { readonly current: StoredRow | undefined },
): { readonly perform: (intent: ExploreIntent) => Promise<boolean>; readonly checking: boolean } {
  const app = useInterface();
  const { current } = onScreen;
  const [checking, setChecking] = useState(false);
  const find = { captions: useFinder(view, "captions"), images: useFinder(view, "images") };
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
  /** Writes down that the image is shown, and how clearly, before it is. */
  const picture = async (row: StoredRow, rung: number) => {
    const { limits, now } = app.settings;
    const labels = await app.openLabels(view.folder);
    const { records } = await view.labels();
    const looking = { records, reviewer: labels.reviewer, limits, now: now() };
    const found = revealing({ counted: state.imaged }, rung, [row], looking);
    if ("type" in found) return performShared(found, app);
    for (const record of found.records) await labels.append(record);
    dispatch({ type: "image", key: String(row["key"]), rung });
  };
  const twins = async (key: string) => {
    const lens = await twinsOf(view, key);
    if (lens === null) return app.say("no other image of this run is near this one");
    app.go({ screen: "gallery", folder: view.folder, lens, crumbs: [`near ${key}`], near: key });
  };
  const look = async (over: keyof typeof find, sought: Sought, crumb: string) => {
    const { lens } = await find[over](sought);
    dispatch({ type: "found", lens, crumb });
  };
  const warn = (error: unknown) => app.say(oneLine(error), "warning");
  /** Looks through a predicate that was typed once it is known to be one. */
  const through = async (action: ExploreAction, where: string): Promise<boolean> => {
    setChecking(true);
    try {
      await checkLens(view, { ...state.lens, where });
      dispatch(action);
      return true;
    } catch (error) {
      app.say(reasonOf(oneLine(error), where), "warning");
      return false;
    } finally {
      setChecking(false);
    }
  };
  const perform = (intent: ExploreIntent): Promise<boolean> => {
    const { effects, action } = pressed(state, intent, {
      ...onScreen,
      paired: current === undefined ? null : String(current["key"]),
    });
    const under: Promise<unknown>[] = [];
    for (const effect of effects)
      if (effect.type === "say") performShared(effect, app);
      else if (effect.type === "leave") app.back();
      else if (effect.type === "find") {
        const of = effect.over === "images" ? "pictures: " : "";
        under.push(look(effect.over, { words: effect.words }, `~ ${of}${effect.words}`));
      } else if (effect.type === "find-like") {
        const [key, shard] = [String(current?.["key"]), String(current?.["shard"])];
        const of = effect.over === "images" ? "pictures like" : "like";
        const sought = { key, shard, row: Number(current?.["row"]) };
        void look(effect.over, sought, `${of} ${key}`).catch(warn);
      } else if (effect.type === "twins") void twins(effect.key).catch(warn);
      else if (current !== undefined)
        void (effect.type === "picture" ? picture(current, effect.rung) : reveal(current)).catch(warn);
    if (intent.type === "predicate" && action?.type === "typed" && action.where !== null)
      under.push(through(action, action.where));
    else if (action !== null) dispatch(action);
    return allDone(under, app.say);
  };
  return { perform, checking };
}
