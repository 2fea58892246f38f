import { Box, Text } from "ink";
import { useMemo } from "react";
import { countValues, explainPlace, spreadOf } from "../../actions/explore.ts";
import { count } from "../../process/figures.ts";
import type { DecidedRun, RunColumn } from "../../run/decided-run.ts";
import type { DecisionReceipt } from "../../run/questions/receipt.ts";
import type { Frequency, Histogram } from "../../run/questions/statistics.ts";
import { ordered, visibleColumns } from "../../screens/explore/columns.ts";
import { exploreKeys } from "../../screens/explore/keys.ts";
import { type ExploreState, explore, exploreStart } from "../../screens/explore/state.ts";
import { bound } from "../kit/bound.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { useRehide } from "../kit/use-rehide.ts";
import { useWays } from "../ways.ts";
import { Detail } from "./detail.tsx";
import { type Layout, layoutOf } from "./layout.ts";
import { Frequencies, Spread } from "./spread.tsx";
import { Table } from "./table.tsx";
import { useExplored } from "./use-explored.ts";
import { useRows } from "./use-rows.ts";

/** A run's pairs as a table: sorted, filtered, counted, explained. */
export function Explore({ folder, where }: { readonly folder: string; readonly where: string | null }) {
  const { openRun } = useInterface();
  const loaded = useLoaded(() => openRun(folder), folder);
  return (
    <Opened loaded={loaded} meanwhile={`opening ${folder}`} ways={useWays(folder)}>
      {(view) => <Pairs view={view} where={where} />}
    </Opened>
  );
}

function Pairs({ view, where }: { readonly view: DecidedRun; readonly where: string | null }) {
  const app = useInterface();
  const { size } = app;
  const [state, dispatch] = useKept(
    explore,
    () => exploreStart(where),
    (left) => ({ ...left, revealed: null }),
  );
  const columns = useMemo(() => ordered(view.columns), [view]);
  const layout = layoutOf(size, state);
  const source = useRows(view, state.lens, state.list.top, layout.height);
  const column = columns[state.column] ?? columns[0];
  const current = source.row(state.list.cursor);
  const shown = useMemo(
    () => visibleColumns(columns, state.column, layout.tableColumns),
    [columns, state.column, layout.tableColumns],
  );
  const pane = usePane(view, state, column, current, layout.paneColumns);
  const values = pane.kind === "frequencies" ? pane.values : [];
  const hide = () => dispatch({ type: "hide" });
  const perform = useExplored(view, state, dispatch, {
    columns: view.columns.length - 2,
    column,
    total: source.total,
    height: layout.height,
    values,
    valuesHeight: layout.paneRows - 1,
    current,
  });
  useRehide(state.revealed !== null, state.revealed, app.settings.limits.hideAfter, hide);

  useFace({
    status: `${source.state === "ordering" ? "ordering… " : ""}${source.total === 0 ? 0 : count(state.list.cursor + 1)}/${count(source.total)}`,
    command: commandOf(view, state, current?.["key"]),
    bindings: bound(exploreKeys(state, view.folder), app, perform),
    onPanic: hide,
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
        />
        <Lens
          state={state}
          trouble={source.trouble}
          beyond={source.beyond}
          empty={source.total === 0 && source.state === "ready"}
        />
      </Box>
      {state.pane !== "none" && (
        <Box flexDirection="column" width={layout.paneColumns}>
          <PaneView
            pane={pane}
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

/** What is filtered by, and what is wrong with it. */
function Lens({
  state: { lens },
  trouble,
  beyond,
  empty,
}: {
  readonly state: ExploreState;
  readonly trouble: string | null;
  readonly beyond: number;
  readonly empty: boolean;
}) {
  if (trouble !== null)
    return (
      <Text color="red" wrap="truncate">
        x clears: {trouble}
      </Text>
    );
  const parts = [
    ...(lens.where === null ? [] : [`where ${lens.where}`]),
    ...(lens.text === "" ? [] : [`/${lens.text}`]),
    ...(beyond > 0 ? [`${count(beyond)} more lie beyond: filter to see them`] : []),
    ...(empty ? ["nothing matches; x clears"] : []),
  ];
  return (
    <Text color="yellow" wrap="truncate">
      {parts.join(" · ") || " "}
    </Text>
  );
}

type Pane =
  | { readonly kind: "none" | "loading" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "detail"; readonly receipt: DecisionReceipt }
  | { readonly kind: "frequencies"; readonly values: readonly Frequency[] }
  | { readonly kind: "histogram"; readonly found: Histogram };

function usePane(
  view: DecidedRun,
  { pane, lens }: ExploreState,
  column: RunColumn | undefined,
  current: Readonly<Record<string, unknown>> | undefined,
  width: number,
): Pane {
  const { reviewer } = useInterface().settings;
  const place =
    pane === "detail" ? `${current?.["row"]} ${current?.["shard"]}` : JSON.stringify([column, lens]);
  const loaded = useLoaded<Pane>(async () => {
    if (pane === "none" || column === undefined) return { kind: "none" };
    if (pane === "frequencies") return { kind: pane, values: await countValues(view, lens, column) };
    if (pane === "histogram" && column.kind !== "number")
      return { kind: "failed", reason: `${column.name} is no number: f counts its values` };
    if (pane === "histogram")
      return { kind: pane, found: await spreadOf(view, column.name, Math.min(50, width - 2), lens) };
    if (current === undefined) return { kind: "loading" };
    return {
      kind: "detail",
      receipt: await explainPlace(view, String(current["shard"]), Number(current["row"]), reviewer),
    };
  }, `${pane} ${place}`);
  if (loaded.state === "failed") return { kind: "failed", reason: loaded.reason };
  return loaded.state === "ready" ? loaded.value : { kind: "loading" };
}

function PaneView({
  pane,
  state,
  layout,
  total,
  column,
}: {
  readonly pane: Pane;
  readonly state: ExploreState;
  readonly layout: Layout;
  readonly total: number;
  readonly column: string;
}) {
  const { paneColumns: columns, paneRows: rows } = layout;
  switch (pane.kind) {
    case "none":
    case "loading":
      return <Text dimColor>…</Text>;
    case "failed":
      return <Text color="red">{pane.reason}</Text>;
    case "detail":
      return (
        <Detail
          receipt={pane.receipt}
          revealed={state.revealed === pane.receipt.key}
          columns={columns}
          rows={rows}
        />
      );
    case "frequencies":
      return (
        <Frequencies
          column={column}
          values={pane.values}
          total={total}
          cursor={state.value.cursor}
          columns={columns}
          rows={rows}
        />
      );
    case "histogram":
      return <Spread column={column} found={pane.found} />;
  }
}

/** The same question on the command line. */
function commandOf(view: DecidedRun, { pane, lens }: ExploreState, key: unknown): string {
  if (pane === "detail" && key !== undefined) return `sluice why ${view.folder} ${String(key)}`;
  return lens.where === null
    ? `sluice decide ${view.folder} --policy ${view.policySource}`
    : `sluice explore ${view.folder} --where "${lens.where.replace(/["\\$`]/gu, "\\$&")}"`;
}
