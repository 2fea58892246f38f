import { openPairs } from "../actions/explore.ts";
import { openTiles } from "../actions/review.ts";
import { rungs } from "../exposure/ladder.ts";
import { distancesFrom } from "../looking/near.ts";
import { saveLens } from "../looking/views.ts";
import { oneLine } from "../process/errors.ts";
import { counted } from "../process/figures.ts";
import type { StoredRow } from "../run/questions/rows.ts";
import { exploreCommand, lensWords } from "../screens/explore/command.ts";
import { galleryKeys } from "../screens/gallery/keys.ts";
import {
  type GalleryIntent,
  keyOf,
  pressed,
  revealing,
  type WriteVerdicts,
} from "../screens/gallery/press.ts";
import { type GalleryAction, gallery, galleryStart, isOpen, uncounted } from "../screens/gallery/state.ts";
import { galleryStatus, gridSeconds, shownTiles, unsavedMarks } from "../screens/gallery/words.ts";
import { bound } from "../screens/kit/bound.ts";
import { theKey } from "../screens/kit/hints.ts";
import { imageless } from "../screens/review/words.ts";
import type { Route } from "../screens/route.ts";
import { heldPictures } from "./held-picture.ts";
import { rehide } from "./rehide.ts";
import { openWindow } from "./row-window.ts";
import type { Face, Screen, Shell } from "./screen.ts";
import { gridOf, tileOf } from "./tiles.ts";

/** Pixels of a picture per pixel of its tile, for dense screens. */
const DENSE = 1.5;

/**
 * Pairs as a grid of pictures, none of which is shown before it is asked for: what the terminal's gallery does, by the
 * same state, keys and outcomes.
 * @throws CliError (exit code 2) with what is wrong with the lens
 */
export async function openGalleryScreen(
  shell: Shell,
  { lens, near, crumbs = [] }: Extract<Route, { readonly screen: "gallery" }>,
): Promise<Screen> {
  const { view, labels, settings } = shell;
  const { limits } = settings;
  const rows = openWindow(await openPairs(view, lens), () => refresh());
  const apart = near === undefined ? null : await distancesFrom(view, near, lens.keys ?? []);
  const { images, reason } = await openTiles(view, settings.data);
  const pictures = images === null ? null : heldPictures(images, shell.changed);
  const now = () => settings.now().getTime();
  const warn = (error: unknown) => shell.say(oneLine(error), "warning");
  let state = galleryStart();
  let writing = 0;
  let counting = false;
  let open = true;
  /** Rows of what was marked, wherever the window has gone. */
  const marked = new Map<string, StoredRow>();
  const hiding = rehide(() => dispatch({ type: "show", rung: 0 }), now);

  const grid = () => gridOf(shell.size(), state.zoom);
  const window = (): readonly StoredRow[] => {
    const { across, down } = grid();
    return rows.rows(state.list.top, across * down).filter((row) => row !== undefined);
  };
  const refresh = (): void => {
    if (!open) return;
    const shown = window();
    for (const row of shown) if (state.marks.has(keyOf(row))) marked.set(keyOf(row), row);
    const { rung, list, zoom } = state;
    hiding.watch(rung > 0, `${rung} ${list.top} ${zoom}`, gridSeconds(shown, limits));
    const tile = grid().tile;
    const size = { width: Math.round(DENSE * tile.width), height: Math.round(DENSE * tile.height) };
    const may = shown.filter((row) => isOpen(state, keyOf(row)));
    pictures?.want(
      may.map((row) => ({
        key: keyOf(row),
        shard: String(row["shard"]),
        row: Number(row["row"]),
        rung,
        ...size,
        part: null,
      })),
    );
    void countShown().catch(warn);
    shell.changed();
  };
  const dispatch = (action: GalleryAction): void => {
    state = gallery(state, action);
    refresh();
  };
  /** Counts what is about to be shown, then lets it be drawn; over budget nothing is, and it is said. */
  const countShown = async (): Promise<void> => {
    const { rung, counted } = state;
    const pending = uncounted(state, window(), keyOf);
    if (counting || pictures === null || pending === null) return;
    counting = true;
    try {
      const { records } = await view.labels();
      const looking = { records, reviewer: labels.reviewer, limits, now: settings.now() };
      const found = revealing({ counted }, rung, pending, looking);
      if ("type" in found) {
        shell.say(found.text, found.kind);
        state = gallery(state, { type: "show", rung: 0 });
        return;
      }
      for (const record of found.records) await labels.append(record);
      state = gallery(state, { type: "counted", keys: pending.map(keyOf), rung });
    } catch (error) {
      // What could not be written down is not shown.
      state = gallery(state, { type: "show", rung: 0 });
      throw error;
    } finally {
      counting = false;
      refresh();
    }
  };
  const write = async ({ verdict, records }: WriteVerdicts): Promise<void> => {
    const keys: string[] = [];
    writing++;
    try {
      for (const record of records) {
        await labels.append(record);
        keys.push(record.key);
      }
    } finally {
      writing--;
      dispatch({ type: "judged", keys, verdict });
    }
    if (keys.length > 1) shell.say(`${counted(keys.length, "pair")}: ${verdict}`);
  };
  const perform = (intent: GalleryIntent): void => {
    const { across, down } = grid();
    const { effects, action } = pressed(state, intent, {
      grid: { across, down, total: rows.total },
      window: window(),
      current: rows.rows(state.list.cursor, 1)[0],
      rowOf: (key) => marked.get(key),
      limits,
      now: now(),
    });
    for (const effect of effects)
      if (effect.type === "say") shell.say(effect.text, effect.kind);
      else void write(effect).catch(warn);
    if (action !== null) dispatch(action);
  };
  const face = (): Face => {
    const { across, down } = grid();
    const here = rows.rows(state.list.top, Math.max(0, Math.min(across * down, rows.total - state.list.top)));
    return {
      status: `${labels.reviewer} · ${galleryStatus(state, rows.total)}`,
      command: exploreCommand(view.folder, lens, crumbs.at(-1), view.policySource),
      warnings: imageless(reason, "--data"),
      body: {
        kind: "gallery",
        led: lensWords({ lens, crumbs }).join(" · "),
        ...{ rungs, rung: state.rung, across, down },
        tiles: here.map((row, i) =>
          tileOf(
            row,
            state.list.top + i,
            state,
            row === undefined ? null : (pictures?.frame(keyOf(row)) ?? null),
            row && apart?.get(keyOf(row)),
          ),
        ),
        empty: rows.total === 0 ? `nothing matches; ${theKey("q")} goes back` : "",
      },
      bindings: bound(galleryKeys(state), shell, perform),
      shows: shownTiles(state, window(), pictures === null),
      stands: window().length === 0 ? null : "tiles",
      unsaved: unsavedMarks(state),
    };
  };
  refresh();
  return {
    face,
    writing: () => writing > 0,
    drawn(_, ids) {
      for (const id of ids) {
        const wanted = pictures?.wanted(id);
        if (wanted !== undefined) dispatch({ type: "drawn", key: wanted.key, rung: wanted.rung, now: now() });
      }
    },
    picture: (id) => pictures?.png(id),
    hidesIn: hiding.left,
    cover: () => dispatch({ type: "show", rung: 0 }),
    uncover: () => {},
    save(name) {
      const wish = { name, by: settings.reviewer, now: settings.now() };
      saveLens(view, lens, [...state.marks], wish).then((path) => {
        dispatch({ type: "saved" });
        shell.say(`saved ${path}; :review view ${name}, or curate --view ${name}`);
      }, warn);
    },
    close() {
      open = false;
      hiding.watch(false, "", 0);
      pictures?.want([]);
      rows.close();
      images?.close();
    },
  };
}
