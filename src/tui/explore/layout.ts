import type { ExploreState } from "../../screens/explore/state.ts";

/** Columns from which the pane stands beside the table instead of below it. */
const WIDE = 116;

/** Where table and pane stand, in cells. */
export interface Layout {
  readonly beside: boolean;
  /** Rows of the table's window. */
  readonly height: number;
  readonly tableColumns: number;
  readonly paneColumns: number;
  readonly paneRows: number;
}

/** Beside the table where there is room, else below it. */
export function layoutOf(
  size: { readonly columns: number; readonly rows: number },
  { pane }: ExploreState,
): Layout {
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
