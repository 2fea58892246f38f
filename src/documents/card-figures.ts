import { signals } from "../../filters/policies.ts";
import type { Card } from "../cards/source/card.ts";
import { csv } from "../process/csv.ts";
import { barsFigure, beforeAfterFigure, heatFigure } from "../report/fact-figures.ts";
import { crossFigure, curveFigures, downloads, type Figure, removalFigure } from "../report/figures.ts";
import { ratesPlot } from "../report/plots.ts";
import { type Rate, wilson } from "../statistics/wilson.ts";
import { removedTotals } from "./odds.ts";

type Row = Readonly<Record<string, unknown>>;
/** Bars of a figure. */
const MOST = 12;

/** The figures of a card by the comments that they stand for: the report's own, of what the card's facts say. */
export function figuresOf(card: Card): ReadonlyMap<string, string> {
  return new Map([
    placed("summary", [beforeAfter(card, FIRST), cross(card)], "plots halves"),
    ...ratesOf(card),
    placed("curves", curves(card), "plots"),
    placed("pair-table", [cross(card)]),
    placed("identity-flags", [heatFigure(groupRates(card, "identity-flags", "flag"))]),
    placed("removal", [removal(card)]),
    placed("before-after", [beforeAfter(card)]),
    placed("domains", [tallied(card, "domains", "domain", "Domains of the images' addresses")]),
    placed("licenses", [tallied(card, "licenses", "license", "Licences that pairs state")]),
    placed("languages", [tallied(card, "languages", "language", "Languages, as detected")]),
  ]);
}

function placed(
  id: string,
  figures: readonly (Figure | null)[],
  style = "",
): readonly [comment: string, figure: string] {
  const drawn = figures.flatMap((figure) =>
    figure === null || figure.svg === ""
      ? []
      : [
          `<figure>${figure.svg}<figcaption>${escaped(figure.title)} ${downloads(figure)}</figcaption></figure>`,
        ],
  );
  const all = drawn.join("\n");
  return [`<!--figure:${id}-->`, style === "" || all === "" ? all : `<div class="${style}">${all}</div>`];
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function rateOf(row: Row): Rate {
  return wilson(Number(row["k"]), Number(row["n"]));
}

/** The cut that headlines speak of, or the middle one of those that the card has. */
function headline(signal: string, cuts: readonly number[]): number {
  const own = signals.find(({ id }) => id === signal)?.cut;
  return own !== undefined && cuts.includes(own) ? own : (cuts[Math.floor(cuts.length / 2)] ?? 0);
}

function bySignal({ facts }: Card, id: string): ReadonlyMap<string, readonly Row[]> {
  const rows = facts[id]?.result ?? [];
  const names = new Set(rows.map((row) => String(row["signal"])));
  return new Map([...names].map((name) => [name, rows.filter((row) => row["signal"] === name)]));
}

function curves(card: Card): readonly Figure[] {
  return curveFigures(
    [...bySignal(card, "rates")].flatMap(([signal, rows]) => {
      const points = rows.map((row) => ({ threshold: Number(row["cut"]), ...rateOf(row) }));
      if (
        points.length < 3 ||
        points.every(({ k }) => k === 0) ||
        points.some(({ threshold }) => threshold > 1)
      )
        return [];
      const side = rows[0]?.["side"] === "image" ? ("image" as const) : ("text" as const);
      return [
        {
          signal,
          side,
          cut: headline(
            signal,
            points.map(({ threshold }) => threshold),
          ),
          points,
        },
      ];
    }),
  );
}

/** Signals of page one, those of the highest rates. */
const FIRST = 12;

function beforeAfter(card: Card, most = Number.POSITIVE_INFINITY): Figure | null {
  const after = bySignal(card, "residual");
  const rows = [...bySignal(card, "rates")].flatMap(([signal, rows]) => {
    const cut = headline(
      signal,
      rows.map((row) => Number(row["cut"])),
    );
    const at = (some: readonly Row[]) => some.find((row) => Number(row["cut"]) === cut);
    const [was, is] = [at(rows), at(after.get(signal) ?? [])];
    if (was === undefined || is === undefined || Number(was["k"]) === 0) return [];
    return [{ signal, cut, before: rateOf(was), after: rateOf(is) }];
  });
  const highest = rows.toSorted((a, b) => (b.before.rate ?? 0) - (a.before.rate ?? 0)).slice(0, most);
  return beforeAfterFigure(rows.filter((row) => highest.includes(row)));
}

function groupRates({ facts }: Card, id: string, flag: string) {
  return (facts[id]?.result ?? []).map((row) => ({
    ...{ group: String(row["group"]), flag: String(row[flag]) },
    ...rateOf(row),
  }));
}

function tallied({ facts }: Card, id: string, column: string, title: string): Figure | null {
  const rows = (facts[id]?.result ?? []).slice(0, MOST);
  return barsFigure(
    id,
    title,
    rows.map((row) => ({ name: String(row[column] ?? "–"), n: Number(row["pairs"]) })),
  );
}

function cross({ facts }: Card): Figure | null {
  const [row] = facts["pair-table"]?.result ?? [];
  const cell = (name: string) => Number(row?.[name] ?? 0);
  return crossFigure({
    ...{ both: cell("both"), imageOnly: cell("image_only") },
    ...{ textOnly: cell("text_only"), neither: cell("neither") },
  });
}

function removal(card: Card): Figure | null {
  const groups = (card.facts["removal"]?.result ?? []).map((row) => ({
    ...{ kind: "language" as const, group: String(row["language"]) },
    ...rateOf(row),
  }));
  const { hits, pairs } = removedTotals(card);
  return removalFigure(groups, pairs === 0 ? null : hits / pairs, "not kept");
}

/** Rows of one drawing of rates: more go into another, so that each is read on paper. */
const ROWS = 40;

function ratesOf({ facts }: Card) {
  return ["rates", "residual"].map((id) => {
    const found = (facts[id]?.result ?? [])
      .map((row) => ({
        ...{ signal: String(row["signal"]), by: String(row["by"]), cut: Number(row["cut"]), headline: false },
        side: row["side"] === "image" ? ("image" as const) : ("text" as const),
        ...rateOf(row),
      }))
      .filter(({ k }) => k > 0);
    const title = id === "rates" ? "Rates, all audited pairs" : "Rates, pairs that the policy keeps";
    const parts = Array.from({ length: Math.ceil(found.length / ROWS) }, (_, i) =>
      found.slice(i * ROWS, (i + 1) * ROWS),
    );
    return placed(
      id,
      parts.map((rows, i) => ({
        id: parts.length === 1 ? id : `${id}-${i + 1}`,
        title: parts.length === 1 ? title : `${title}, ${i + 1} of ${parts.length}`,
        svg: ratesPlot(rows, `Rates with 95 % intervals: ${facts[id]?.about ?? id}`),
        csv: csv(
          ["signal", "side", "by", "cut", "flagged", "measured", "rate", "low", "high"],
          rows.map(({ signal, side, by, cut, k, n, rate, low, high }) => [
            ...[signal, side, by, cut, k, n, rate, low, high],
          ]),
        ),
      })),
    );
  });
}
