import { Box } from "ink";
import { useMemo } from "react";
import { captionSeconds, LOOKING_VEIL } from "../../exposure/ladder.ts";
import { lensFor } from "../../looking/lists.ts";
import { saveLens, viewCrumb } from "../../looking/views.ts";
import { oneLine } from "../../process/errors.ts";
import { count, counted } from "../../process/figures.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { Lens } from "../../run/questions/lens.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import type { Frequency } from "../../run/questions/statistics.ts";
import { NEAR_CELLS, nearOf, ordered, visibleColumns } from "../../screens/explore/columns.ts";
import { detailLines } from "../../screens/explore/detail.ts";
import { exploreKeys } from "../../screens/explore/keys.ts";
import { type ExploreState, explore, exploreStart, lensOf } from "../../screens/explore/state.ts";
import { isClear } from "../../screens/explore/veil.ts";
import { unsavedMarks } from "../../screens/gallery/words.ts";
import { bound } from "../../screens/kit/bound.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { useRehide } from "../kit/use-rehide.ts";
import { useWays } from "../ways.ts";
import { layoutOf } from "./layout.ts";
import { commandOf, LensLine } from "./lens-line.tsx";
import { type Pane, PaneView, usePane } from "./pane.tsx";
import { Table } from "./table.tsx";
import { useExplored } from "./use-explored.ts";
import { useIncomplete } from "./use-incomplete.ts";
import { useRows } from "./use-rows.ts";
import { useVeil } from "./use-veil.ts";
import { useWithOther } from "./use-with-other.ts";

/** A run's pairs as a table: sorted, filtered, counted, explained. */
export function Explore({
  folder,
  where,
  crumb,
  keys,
  view: name,
  like,
  over,
}: {
  readonly folder: string;
  readonly where: string | undefined;
  readonly crumb: string | undefined;
  /** Of only these pairs. */
  readonly keys: readonly string[] | undefined;
  /** Name of a saved view to look through. */
  readonly view: string | undefined;
  /** Words that captions are to be near to in meaning, or pictures. */
  readonly like: string | undefined;
  readonly over: "captions" | "images" | undefined;
}) {
  const { openRun, settings } = useInterface();
  const { clip, data } = settings;
  const loaded = useLoaded(
    async () => {
      const view = await openRun(folder);
      // A predicate that was typed is refused where it can be mended: on the screen.
      if (name !== undefined) {
        const lens = await lensFor(view, { view: name });
        return { view, lens, crumbs: [viewCrumb(name, lens)] };
      }
      if (like !== undefined)
        return {
          view,
          lens: await lensFor(view, { where, like, over, clip, data }),
          crumbs: [over === "images" ? `~ pictures: ${like}` : `~ ${like}`],
        };
      const crumbs = crumb ?? where;
      const only = keys === undefined ? {} : { keys };
      return { view, lens: { ...lensOf(where), ...only }, crumbs: crumbs === undefined ? [] : [crumbs] };
    },
    JSON.stringify([folder, name, like, over]),
  );
  return (
    <Opened loaded={loaded} meanwhile={`opening ${folder}`} ways={useWays(folder)}>
      {(opened) => <Pairs {...opened} />}
    </Opened>
  );
}

function Pairs({
  view,
  lens: first,
  crumbs,
}: {
  readonly view: DecidedRun;
  readonly lens: Lens;
  readonly crumbs: readonly string[];
}) {
  const app = useInterface();
  const { size, settings } = app;
  const [state, dispatch] = useKept(
    explore,
    () => exploreStart(first, settings.limits.veil ?? LOOKING_VEIL, crumbs),
    (left) => ({ ...left, revealed: null, rung: 0 }),
  );
  const columns = useMemo(() => ordered(view.columns, settings.columns), [view, settings.columns]);
  const words = useMemo(() => view.columns.map(({ name }) => name), [view]);
  const layout = layoutOf(size, state);
  const source = useRows(view, state.lens, state.list.top, layout.height);
  const column = columns[state.column] ?? columns[0];
  const current = source.row(state.list.cursor);
  const near = useMemo(() => nearOf(state.lens), [state.lens]);
  const cells = layout.tableColumns - (near === undefined ? 0 : NEAR_CELLS);
  const shown = useMemo(() => visibleColumns(columns, state.column, cells), [columns, state.column, cells]);
  const pane = usePane(view, state, column, current, layout.paneColumns);
  const values = valuesOf(pane);
  const clear = current !== undefined && isClear(state, current);
  const receipt = useWithOther(view, pane.kind === "detail" ? pane.receipt : null);
  const asked = receipt !== null && state.revealed === receipt.key;
  const readable = clear || asked;
  const lines = useMemo(
    () => (receipt === null ? [] : detailLines(receipt, readable, layout.wordColumns, asked)),
    [receipt, readable, asked, layout.wordColumns],
  );
  const window = windowOf(source.row, state.list.top, layout.height, source.total);
  const captioned = shown.some(({ column: { name } }) => name === "caption");
  useVeil(view, state, captioned ? window : state.pane === "detail" && current ? [current] : [], dispatch);
  const hide = () => dispatch({ type: "hide" });
  const { perform, checking } = useExplored(view, state, dispatch, {
    columns: view.columns.length - 2,
    column,
    total: source.total,
    height: layout.height,
    values,
    valuesHeight: layout.paneRows - 1,
    current,
    clear,
    lines: lines.length,
    lineRows: layout.wordRows - 1,
  });
  const seconds = captionSeconds(
    `${receipt?.caption ?? ""}${receipt?.otherText?.text ?? ""}`,
    settings.limits,
  );
  const { revealed, rung } = state;
  useRehide(rung > 0, `${receipt?.key} ${rung}`, settings.limits.hideAfter, () =>
    dispatch({ type: "unimage" }),
  );
  useRehide(revealed !== null, revealed, seconds, () => dispatch({ type: "uncaption" }));

  const save = (name: string) => {
    const { lens, marks } = state;
    saveLens(view, lens, [...marks], { name, by: settings.reviewer, now: settings.now() }).then(
      (path) => {
        dispatch({ type: "saved", marks });
        app.say(`saved ${path}; :review view ${name}, :curate view ${name}`);
      },
      (error: unknown) => app.say(oneLine(error), "warning"),
    );
  };
  const incomplete = useIncomplete(view);
  useFace({
    status: `${incomplete}${state.counted.size === 0 ? "" : `${counted(state.counted.size, "caption")} read · `}${checking || source.state === "ordering" ? "ordering… " : ""}${source.total === 0 ? 0 : count(state.list.cursor + 1)}/${count(source.total)}`,
    command: commandOf(view, state, current?.["key"]),
    bindings: bound(exploreKeys(state, view.folder, words), app, perform),
    words,
    shows: shownOf(state, checking ? null : source.name, current, receipt?.key ?? null),
    unsaved: unsavedMarks(state),
    save,
    onPanic() {
      hide();
      dispatch({ type: "veil", veil: 0 });
    },
  });

  return (
    <Box flexDirection={layout.beside ? "row" : "column"}>
      <Box flexDirection="column" width={layout.tableColumns}>
        <Table
          columns={shown}
          current={column?.name ?? ""}
          sort={state.lens.sort}
          top={state.list.top}
          height={layout.height}
          cursor={state.list.cursor}
          total={source.total}
          row={source.row}
          clear={(row) => isClear(state, row)}
          marked={(row) => state.marks.has(String(row["key"]))}
          near={near}
        />
        <LensLine
          state={state}
          trouble={source.trouble}
          beyond={source.beyond}
          empty={source.total === 0 && source.state === "ready"}
        />
      </Box>
      {state.pane !== "none" && (
        <Box flexDirection="column" width={layout.paneColumns}>
          <PaneView
            view={view}
            pane={pane}
            lines={lines}
            state={state}
            layout={layout}
            total={source.total}
            column={column?.name ?? ""}
          />
        </Box>
      )}
    </Box>
  );
}

/** What keys move over in the pane: values that were counted, or ranges. */
function valuesOf(pane: Pane): readonly Pick<Frequency, "value" | "bin">[] {
  if (pane.kind === "frequencies") return pane.values;
  if (pane.kind !== "histogram") return [];
  return pane.found.bins.map((bin) => ({ value: `${bin.low} – ${bin.high}`, bin }));
}

/** The rows on screen that are here. */
function windowOf(
  row: (position: number) => StoredRow | undefined,
  top: number,
  height: number,
  total: number,
): readonly StoredRow[] {
  const places = Array.from({ length: Math.max(0, Math.min(height, total - top)) }, (_, i) => top + i);
  return places.map(row).filter((found) => found !== undefined);
}

/** What keys act on: the pair that is explained, else the rows on screen; null while it is on its way. */
function shownOf(
  { pane, list }: ExploreState,
  rows: string | null,
  current: StoredRow | undefined,
  explained: string | null,
): string | null {
  if (rows === null || current === undefined) return null;
  if (pane === "detail") return explained === current["key"] ? `pair ${explained}` : null;
  return `rows ${rows} ${list.top}`;
}
