import { Box, Text } from "ink";
import { useMemo } from "react";
import type { DecidedRun, RunColumn } from "../../run/decided-run.ts";
import { decisionReceiptAt } from "../../run/questions/receipt.ts";
import { frequencies, histogram } from "../../run/questions/statistics.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { count } from "../kit/text.ts";
import { useRehide } from "../kit/use-rehide.ts";
import { useWays } from "../ways.ts";
import { ordered, visibleColumns } from "./columns.ts";
import { Detail } from "./detail.tsx";
import { exploreBindings } from "./keys.ts";
import { Frequencies, Spread } from "./spread.tsx";
import { type ExploreState, explore, exploreStart } from "./state.ts";
import { Table } from "./table.tsx";
import { useRows } from "./use-rows.ts";

/** Columns from which the pane stands beside the table instead of below it. */
const WIDE = 116;

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
  useRehide(state.revealed !== null, state.revealed, app.settings.limits.hideAfter, hide);

  useFace({
    status: `${source.state === "ordering" ? "ordering… " : ""}${source.total === 0 ? 0 : count(state.list.cursor + 1)}/${count(source.total)}`,
    command: commandOf(view, state, current?.["key"]),
    bindings: exploreBindings({ app, view, state, dispatch, column, source, layout, values, current }),
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

export interface Layout {
  readonly beside: boolean;
  /** Rows of the table's window. */
  readonly height: number;
  readonly tableColumns: number;
  readonly paneColumns: number;
  readonly paneRows: number;
}

function layoutOf(size: { readonly columns: number; readonly rows: number }, { pane }: ExploreState): Layout {
  const open = pane !== "none";
  const beside = open && size.columns >= WIDE;
  const paneRows = !open ? 0 : beside ? size.rows : Math.min(12, Math.floor(size.rows / 2));
  const paneColumns = beside ? 56 : size.columns;
  return {
    beside,
    paneRows,
    paneColumns,
    tableColumns: beside ? size.columns - paneColumns - 1 : size.columns,
    height: Math.max(1, size.rows - 2 - (beside ? 0 : paneRows)),
  };
}

type Pane =
  | { readonly kind: "none" | "loading" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "detail"; readonly receipt: Awaited<ReturnType<typeof decisionReceiptAt>> }
  | { readonly kind: "frequencies"; readonly values: Awaited<ReturnType<typeof frequencies>> }
  | { readonly kind: "histogram"; readonly found: Awaited<ReturnType<typeof histogram>> };

function usePane(
  view: DecidedRun,
  { pane, lens }: ExploreState,
  column: RunColumn | undefined,
  current: Readonly<Record<string, unknown>> | undefined,
  width: number,
): Pane {
  const place =
    pane === "detail" ? `${current?.["row"]} ${current?.["shard"]}` : JSON.stringify([column, lens]);
  const loaded = useLoaded<Pane>(async () => {
    if (pane === "none" || column === undefined) return { kind: "none" };
    if (pane === "frequencies") return { kind: pane, values: await frequencies(view, lens, column) };
    if (pane === "histogram" && column.kind !== "number")
      return { kind: "failed", reason: `${column.name} is no number: f counts its values` };
    if (pane === "histogram")
      return { kind: pane, found: await histogram(view, lens, column.name, Math.min(50, width - 2)) };
    if (current === undefined) return { kind: "loading" };
    return {
      kind: "detail",
      receipt: await decisionReceiptAt(view, String(current["shard"]), Number(current["row"])),
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
