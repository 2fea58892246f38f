import type { Rows, StoredRow } from "../run/questions/rows.ts";

/** Rows read at a time, and pages kept. */
const PAGE = 200;
const PAGES = 24;

/** Rows at hand for what is on screen: what is not here yet is undefined, and comes. */
export interface RowWindow {
  readonly total: number;
  rows(from: number, count: number): readonly (StoredRow | undefined)[];
  close(): void;
}

/** @param came called once more rows are here */
export function openWindow(rows: Rows, came: () => void): RowWindow {
  const pages = new Map<number, readonly StoredRow[]>();
  const asked = new Set<number>();
  const want = (page: number): void => {
    if (asked.has(page) || page * PAGE >= rows.total) return;
    asked.add(page);
    rows.page(page * PAGE, PAGE).then(
      (found) => {
        pages.set(page, found);
        for (const old of [...pages.keys()].slice(0, -PAGES)) {
          pages.delete(old);
          asked.delete(old);
        }
        came();
      },
      // The run was closed meanwhile, or the page is asked for again.
      () => asked.delete(page),
    );
  };
  return {
    total: rows.total,
    rows: (from, count) =>
      Array.from({ length: Math.min(count, Math.max(0, rows.total - from)) }, (_, i) => {
        const page = Math.floor((from + i) / PAGE);
        want(page);
        return pages.get(page)?.[(from + i) % PAGE];
      }),
    close: () => void rows.close().catch(() => {}),
  };
}
