import { Box, Text } from "ink";
import { useEffect, useMemo } from "react";
import { type OpenedImages, openTiles } from "../../actions/review.ts";
import { distancesFrom } from "../../looking/near.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { Lens } from "../../run/questions/lens.ts";
import { exploreCommand, lensWords } from "../../screens/explore/command.ts";
import { galleryKeys } from "../../screens/gallery/keys.ts";
import { keyOf } from "../../screens/gallery/press.ts";
import { gallery, galleryStart } from "../../screens/gallery/state.ts";
import { galleryStatus, gridSeconds, shownTiles, unsavedMarks } from "../../screens/gallery/words.ts";
import { bound } from "../../screens/kit/bound.ts";
import { theKey } from "../../screens/kit/hints.ts";
import { useRows } from "../explore/use-rows.ts";
import { Hint } from "../kit/hint.tsx";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { useRehide } from "../kit/use-rehide.ts";
import { useWays } from "../ways.ts";
import { gridOf } from "./layout.ts";
import { Tile } from "./tile.tsx";
import { useGallery } from "./use-gallery.ts";

/** Pairs as a grid of pictures, none of which is shown before it is asked for. */
export function Gallery({
  folder,
  lens,
  crumbs = [],
  near,
}: {
  readonly folder: string;
  readonly lens: Lens;
  /** What led to them. */
  readonly crumbs: readonly string[] | undefined;
  /** Key of the pair that the others are near to. */
  readonly near: string | undefined;
}) {
  const { openRun, settings } = useInterface();
  const loaded = useLoaded(async () => {
    const view = await openRun(folder);
    const apart = near === undefined ? null : await distancesFrom(view, near, lens.keys ?? []);
    return { view, apart, ...(await openTiles(view, settings.data)) };
  }, folder);
  useEffect(() => {
    const images = loaded.state === "ready" ? loaded.value.images : null;
    return () => images?.close();
  }, [loaded]);
  return (
    <Opened loaded={loaded} meanwhile={`opening ${folder}`} ways={useWays(folder)}>
      {(opened) => <Tiles {...opened} lens={lens} crumbs={crumbs} />}
    </Opened>
  );
}

function Tiles({
  view,
  images,
  reason,
  lens,
  crumbs,
  apart,
}: OpenedImages & {
  readonly view: DecidedRun;
  readonly lens: Lens;
  readonly crumbs: readonly string[];
  /** How far each is from the pair that they are near to, in words. */
  readonly apart: ReadonlyMap<string, string> | null;
}) {
  const app = useInterface();
  const { size, settings } = app;
  const [state, dispatch] = useKept(gallery, galleryStart, (left) => ({ ...left, rung: 0 }));
  const led = lensWords({ lens, crumbs }).join(" · ");
  const lines = Number(led !== "") + Number(reason !== "");
  const grid = gridOf({ ...size, rows: size.rows - lines }, state.zoom);
  const tiles = grid.across * grid.down;
  const source = useRows(view, lens, state.list.top, tiles);
  const window = useMemo(() => {
    const places = Array.from({ length: tiles }, (_, i) => source.row(state.list.top + i));
    return places.filter((row) => row !== undefined);
  }, [source, state.list.top, tiles]);
  const current = source.row(state.list.cursor);
  const { perform, save } = useGallery(view, lens, state, dispatch, {
    grid: { across: grid.across, down: grid.down, total: source.total },
    ...{ window, current },
  });
  const seconds = gridSeconds(window, settings.limits);
  const hide = () => dispatch({ type: "show", rung: 0 });
  useRehide(state.rung > 0, `${state.rung} ${state.list.top} ${state.zoom}`, seconds, hide);

  useFace({
    status: galleryStatus(state, source.total),
    command: exploreCommand(view.folder, lens, crumbs.at(-1), view.policySource),
    bindings: bound(galleryKeys(state), app, perform),
    shows: shownTiles(state, window, images === null || settings.graphics.graphics === "words"),
    stands: window.length === 0 ? null : "tiles",
    unsaved: unsavedMarks(state),
    save,
    onPanic: hide,
  });

  if (source.trouble !== null) return <Text color="red">{source.trouble}</Text>;
  return (
    <Box flexDirection="column">
      {led !== "" && (
        <Text color="yellow" wrap="truncate">
          {led}
        </Text>
      )}
      {reason !== "" && (
        <Text color="red" wrap="truncate">
          no images (:data URI says where the dataset lies now): {reason}
        </Text>
      )}
      {Array.from({ length: grid.down }, (_, down) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
        <Box key={down}>
          {Array.from({ length: grid.across }, (_, across) => {
            const position = state.list.top + down * grid.across + across;
            const row = source.row(position);
            return position >= source.total ? null : (
              <Tile
                key={row === undefined ? position : keyOf(row)}
                row={row}
                state={state}
                remark={row && apart?.get(keyOf(row))}
                images={images}
                size={grid.tile}
                chosen={position === state.list.cursor}
                onDrawn={(rung) =>
                  row && dispatch({ type: "drawn", key: keyOf(row), rung, now: settings.now().getTime() })
                }
              />
            );
          })}
        </Box>
      ))}
      {source.total === 0 && source.state === "ready" && (
        <Hint>{`nothing matches; ${theKey("q")} goes back`}</Hint>
      )}
    </Box>
  );
}
