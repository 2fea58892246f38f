import { useEffect, useRef, useState } from "react";
import { openPairs } from "../../actions/explore.ts";
import { oneLine } from "../../process/errors.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { Lens } from "../../run/questions/lens.ts";
import type { Rows, StoredRow } from "../../run/questions/rows.ts";

/** Rows read at a time, and pages kept. */
const PAGE = 200;
const PAGES = 24;

/** The rows on screen: what is here is drawn at once, what is not comes with a later frame. */
export interface RowSource {
  readonly total: number;
  readonly beyond: number;
  readonly state: "ordering" | "ready";
  /** Why this lens cannot be used; the one before still shows. */
  readonly trouble: string | null;
  /** Which rows these are: others after each lens that was opened; null while those of another lens still show. */
  readonly name: string | null;
  /** A row, or undefined while it is on its way. */
  row(position: number): StoredRow | undefined;
}

/** What is asked of whom. */
interface Asked {
  readonly view: DecidedRun;
  readonly lens: Lens;
}

interface Shown extends Asked {
  readonly name: string;
  readonly rows: Rows;
  readonly pages: Map<number, readonly StoredRow[]>;
  readonly asked: Set<number>;
}

/** Rows of a run under a lens, for the window `top … top + height`. */
export function useRows(view: DecidedRun | null, lens: Lens, top: number, height: number): RowSource {
  const [shown, setShown] = useState<Shown | null>(null);
  const [failed, setFailed] = useState<(Asked & { readonly why: string }) | null>(null);
  const [, redraw] = useState(0);
  const newest = useRef<Shown | null>(null);
  const opened = useRef(0);
  const isAsked = (one: Asked | null) => one?.view === view && one?.lens === lens;

  useEffect(() => {
    if (view === null) return;
    let current = true;
    openPairs(view, lens).then(
      (rows) => {
        if (!current) return void rows.close().catch(() => {});
        void newest.current?.rows.close().catch(() => {});
        opened.current++;
        newest.current = { view, lens, name: `${opened.current}`, rows, pages: new Map(), asked: new Set() };
        setShown(newest.current);
      },
      (error: unknown) => {
        if (current) setFailed({ view, lens, why: oneLine(error) });
      },
    );
    return () => {
      current = false;
    };
  }, [view, lens]);

  useEffect(() => {
    if (shown === null) return;
    const first = Math.floor(Math.max(0, top - PAGE / 2) / PAGE);
    const last = Math.floor((top + height + PAGE / 2) / PAGE);
    for (let page = first; page <= last; page++) {
      if (shown.asked.has(page) || page * PAGE >= shown.rows.total) continue;
      shown.asked.add(page);
      shown.rows.page(page * PAGE, PAGE).then(
        (rows) => {
          shown.pages.set(page, rows);
          for (const old of [...shown.pages.keys()].slice(0, -PAGES)) {
            shown.pages.delete(old);
            shown.asked.delete(old);
          }
          if (newest.current === shown) redraw((n) => n + 1);
        },
        () => shown.asked.delete(page),
      );
    }
  }, [shown, top, height]);

  const trouble = isAsked(failed) ? (failed?.why ?? null) : null;
  const isSettled = isAsked(shown) || trouble !== null;
  return {
    total: shown?.rows.total ?? 0,
    beyond: shown?.rows.beyond ?? 0,
    state: isSettled ? "ready" : "ordering",
    trouble,
    name: isSettled ? (shown?.name ?? null) : null,
    row: (position) => shown?.pages.get(Math.floor(position / PAGE))?.[position % PAGE],
  };
}
