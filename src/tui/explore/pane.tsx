import { Box, Text } from "ink";
import { binsOf, countValues, explainPlace } from "../../actions/explore.ts";
import type { DecidedRun, RunColumn } from "../../run/decided-run.ts";
import type { Binned } from "../../run/questions/bins.ts";
import type { DecisionReceipt } from "../../run/questions/receipt.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import type { Frequency } from "../../run/questions/statistics.ts";
import type { DetailLine } from "../../screens/explore/detail.ts";
import type { ExploreState } from "../../screens/explore/state.ts";
import { useInterface } from "../kit/interface.ts";
import { useLoaded } from "../kit/loading.tsx";
import { Detail } from "./detail.tsx";
import { DetailImage } from "./detail-image.tsx";
import type { Layout } from "./layout.ts";
import { Frequencies, Spread } from "./spread.tsx";

/** What stands beside or below the table. */
export type Pane =
  | { readonly kind: "none" | "loading" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "detail"; readonly receipt: DecisionReceipt }
  | { readonly kind: "frequencies"; readonly values: readonly Frequency[] }
  | { readonly kind: "histogram"; readonly found: Binned };

/** Fetches what the open pane shows: of the pair under the cursor, or of the column. */
export function usePane(
  view: DecidedRun,
  { pane, lens }: ExploreState,
  column: RunColumn | undefined,
  current: StoredRow | undefined,
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
      return { kind: pane, found: await binsOf(view, column.name, Math.min(50, width - 2), lens) };
    if (current === undefined) return { kind: "loading" };
    return {
      kind: "detail",
      receipt: await explainPlace(view, String(current["shard"]), Number(current["row"]), reviewer),
    };
  }, `${pane} ${place}`);
  if (loaded.state === "failed") return { kind: "failed", reason: loaded.reason };
  return loaded.state === "ready" ? loaded.value : { kind: "loading" };
}

/** The pane, drawn. */
export function PaneView({
  view,
  pane,
  lines,
  state,
  layout,
  total,
  column,
}: {
  readonly view: DecidedRun;
  readonly pane: Pane;
  /** Of the detail. */
  readonly lines: readonly DetailLine[];
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
        <Box flexDirection={layout.beside ? "column" : "row"}>
          {layout.image !== null && (
            <DetailImage view={view} state={state} of={pane.receipt} box={layout.image} />
          )}
          <Detail
            receipt={pane.receipt}
            lines={lines}
            scroll={state.scroll}
            columns={layout.wordColumns}
            rows={layout.wordRows}
          />
        </Box>
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
      return <Spread column={column} found={pane.found} cursor={state.value.cursor} />;
  }
}
