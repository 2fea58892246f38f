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
  /** Cells of the pane that its words have; the rest is the image's, where one is shown. */
  readonly wordColumns: number;
  readonly wordRows: number;
  readonly image: { readonly columns: number; readonly rows: number } | null;
}

/** Beside the table where there is room, else below it. */
export function layoutOf(
  size: { readonly columns: number; readonly rows: number },
  { pane, rung }: ExploreState,
): Layout {
  const open = pane !== "none";
  const beside = open && size.columns >= WIDE;
  const pictured = pane === "detail" && rung > 0;
  // A picture needs more of the screen than words that scroll.
  const below = pictured ? Math.floor((2 * size.rows) / 3) : Math.min(12, Math.floor(size.rows / 2));
  const paneRows = !open ? 0 : beside ? size.rows : below;
  const paneColumns = beside ? 56 : size.columns;
  const image = !pictured
    ? null
    : beside
      ? { columns: paneColumns, rows: Math.floor((2 * paneRows) / 3) }
      : { columns: Math.floor(paneColumns / 2) - 1, rows: paneRows };
  return {
    image,
    wordColumns: image === null || beside ? paneColumns : paneColumns - image.columns - 1,
    wordRows: image === null || !beside ? paneRows : paneRows - image.rows,
    beside,
    paneRows,
    paneColumns,
    tableColumns: beside ? size.columns - paneColumns - 1 : size.columns,
    height: Math.max(1, size.rows - 2 - (beside ? 0 : paneRows)),
  };
}
