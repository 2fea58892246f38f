import * as Plot from "@observablehq/plot";
import { csv } from "../process/csv.ts";
import { count } from "../process/figures.ts";
import type { Rate } from "../statistics/wilson.ts";
import type { Figure } from "./figures.ts";
import { BLUE, bars, RED, svg } from "./plots.ts";

/** How often a flag falls on a group of pairs. */
export interface GroupFlag extends Rate {
  readonly group: string;
  readonly flag: string;
}

/** Groups by flags: the darker a cell, the larger the share of the group's pairs that are flagged. Null without cells. */
export function heatFigure(cells: readonly GroupFlag[]): Figure | null {
  if (cells.length === 0) return null;
  const data = cells.map(({ group, flag, k, n, rate }) => ({ group, flag, k, n, share: 100 * (rate ?? 0) }));
  const groups = [...new Set(data.map(({ group }) => group))];
  const flags = [...new Set(data.map(({ flag }) => flag))];
  const most = Math.max(1, ...data.map(({ share }) => share));
  // Slanted words begin over their column and end beside it.
  const longest = Math.max(...flags.map((flag) => flag.length));
  const [wide, high] = flags.length > 3 ? [Math.max(20, 6.2 * longest - 30), 30 + 2.2 * longest] : [20, 30];
  return {
    id: "groups-by-flags",
    title: "Groups × flags",
    csv: csv(
      ["group", "flag", "flagged", "pairs", "share", "low", "high"],
      cells.map(({ group, flag, k, n, rate, low, high }) => [group, flag, k, n, rate, low, high]),
    ),
    svg: svg(
      {
        ...{ width: 120 + 84 * flags.length + wide, height: 20 + high + 20 * groups.length, padding: 0.04 },
        ...{ marginLeft: 120, marginRight: wide, marginTop: high, marginBottom: 20 },
        x: { label: null, axis: "top", domain: flags, tickRotate: flags.length > 3 ? -18 : 0 },
        y: { label: null, domain: groups },
        color: { type: "sqrt", range: ["#fff", BLUE], domain: [0, most] },
        marks: [
          Plot.cell(data, { x: "flag", y: "group", fill: "share", stroke: "#8884" }),
          Plot.text(data, {
            ...{ x: "flag", y: "group", fontSize: 10 },
            fill: (d: { share: number }) => (d.share > most / 3 ? "white" : "black"),
            text: (d: { k: number; n: number }) => `${count(d.k)} of ${count(d.n)}`,
          }),
        ],
      },
      "Share of each group's pairs that is flagged",
    ),
  };
}

/** A signal's rate among all pairs and among those that are kept. */
export interface BeforeAfter {
  readonly signal: string;
  readonly cut: number;
  readonly before: Rate;
  readonly after: Rate;
}

/** Rates before and after a policy, with 95 % intervals, on a square-root scale. Null without rows. */
export function beforeAfterFigure(rows: readonly BeforeAfter[]): Figure | null {
  if (rows.length === 0) return null;
  const data = rows.flatMap(({ signal, cut, before, after }) =>
    [
      { when: "all pairs", ...before },
      { when: "kept pairs", ...after },
    ].map(({ when, k, n, rate, low, high }) => ({
      ...{ name: `${signal} ≥ ${cut}`, signal, cut, when, k, n },
      ...{ rate: 100 * (rate ?? 0), low: 100 * (low ?? 0), high: 100 * (high ?? 0) },
    })),
  );
  const of = (when: string) => data.filter((one) => one.when === when);
  return {
    id: "before-and-after",
    title:
      "All pairs (round, red) and those that the policy keeps (square, blue), by the filters that decided",
    csv: csv(
      ["signal", "cut", "pairs", "flagged", "measured", "share_percent", "low", "high"],
      data.map(({ signal, cut, when, k, n, rate, low, high }) => [signal, cut, when, k, n, rate, low, high]),
    ),
    svg: svg(
      {
        ...{ height: 50 + 20 * rows.length, marginLeft: 190, width: 620 },
        x: {
          type: "sqrt",
          label: "% of measured pairs (square-root scale)",
          grid: true,
          zero: true,
          nice: true,
        },
        y: { label: null, domain: [...new Set(data.map(({ name }) => name))] },
        marks: [
          Plot.ruleX([0]),
          Plot.link(of("all pairs"), {
            x1: "low",
            x2: "high",
            y1: "name",
            y2: "name",
            stroke: RED,
            strokeWidth: 1.5,
            dy: -3,
          }),
          Plot.dot(of("all pairs"), { x: "rate", y: "name", fill: RED, r: 3, dy: -3 }),
          Plot.link(of("kept pairs"), {
            x1: "low",
            x2: "high",
            y1: "name",
            y2: "name",
            stroke: BLUE,
            strokeWidth: 1.5,
            dy: 3,
          }),
          Plot.dot(of("kept pairs"), { x: "rate", y: "name", fill: BLUE, symbol: "square", r: 3, dy: 3 }),
        ],
      },
      "Rates among all pairs (round, red) and among kept pairs (square, blue), with 95 % intervals",
    ),
  };
}

/** Counts by name, the largest first. Null without any. */
export function barsFigure(
  id: string,
  title: string,
  data: readonly { readonly name: string; readonly n: number }[],
): Figure | null {
  if (data.length === 0) return null;
  return {
    ...{ id, title },
    csv: csv(
      ["name", "pairs"],
      data.map(({ name, n }) => [name, n]),
    ),
    svg: bars(
      data.map(({ name, n }) => ({ name: clipped(name), n })),
      title,
    ),
  };
}

/** Letters of a name that stand beside a bar. */
const LETTERS = 24;

function clipped(name: string): string {
  const letters = [...name];
  return letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join("")}…` : name;
}
