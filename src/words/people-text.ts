import type { Representation } from "../actions/representation.ts";
import { pairsOf } from "../actions/representation-pairs.ts";
import { count, counted, decimalsInterval, percent, percentInterval, pValue } from "../process/figures.ts";
import { type LinkedLine, wordsAlone } from "../process/linked.ts";
import type { Rate } from "../statistics/wilson.ts";

type People = NonNullable<Representation["people"]>;
type Cell = People["groups"][number]["outcomes"][number];
type Row = People["groups"][number];

/** Groups, words, and two at once beside each alone, each with the pairs that its figure counts. */
export function peopleText(
  { captions, pairs, outcomes, ...tables }: People,
  outcome: number,
  top: number,
): readonly LinkedLine[] {
  const asked = outcomes[outcome];
  const when = asked?.when ?? "false";
  const table = (rows: readonly Row[], called: (row: Row) => string, what: (row: Row) => string) =>
    rows.slice(0, top).map((row) => ({
      text: `  ${called(row).padEnd(34)} ${cellText(row.pairs, row.outcomes[outcome])}`,
      where: shown(row.outcomes[outcome]) ? `${what(row)} AND (${when})` : null,
      crumb: `${called(row)}, ${asked?.outcome}`,
    }));
  const rest = (n: number) => (n > top ? [wordsAlone(`  and ${count(n - top)} more (--top, --json)`)] : []);
  return [
    {
      text: `${asked?.outcome}: ${rateText(asked?.overall)} of all; ${counted(pairs, "pair")}, ${count(captions)} different captions`,
      where: `caption IS NOT NULL AND (${when})`,
    },
    wordsAlone("groups:"),
    ...table(
      tables.groups,
      ({ cell, axis }) => `${axis} ${cell}`,
      ({ cell, axis }) => pairsOf.group(axis, cell),
    ),
    ...rest(tables.groups.length),
    wordsAlone("terms:"),
    ...table(
      tables.terms,
      ({ cell, axis }) => `${cell} (${axis})`,
      ({ cell, axis }) => pairsOf.term(axis, cell),
    ),
    ...rest(tables.terms.length),
    wordsAlone("both at once, beside each alone:"),
    ...tables.intersections.slice(0, top).flatMap((row) => bothText(row, asked, outcome)),
    ...rest(tables.intersections.length),
  ];
}

/** Two ways of naming people at once, and each without the other. */
function bothText(
  { cell, axes, pairs, outcomes, alone }: People["intersections"][number],
  asked: People["outcomes"][number] | undefined,
  outcome: number,
): readonly LinkedLine[] {
  const [axis = "", gender = ""] = axes.split(" × ");
  const [name = "", sex = ""] = cell.split(" × ");
  const ways = [pairsOf.group(axis, name), pairsOf.group(gender, sex)];
  const when = `(${asked?.when ?? "false"})`;
  return [
    {
      text: `  ${cell.padEnd(34)} ${cellText(pairs, outcomes[outcome])}`,
      where: shown(outcomes[outcome]) ? `${ways.join(" AND ")} AND ${when}` : null,
      crumb: `${cell}, ${asked?.outcome}`,
    },
    ...alone.map(({ cell: one, rates }, i) => ({
      text: `    ${one.padEnd(32)} ${rateText(rates[outcome])}`,
      where: `${ways[i]} AND NOT ${ways[1 - i]} AND ${when}`,
      crumb: `${one}, ${asked?.outcome}`,
    })),
  ];
}

/** Whether a figure is told: what is not opens no pairs either. */
function shown(cell: Cell | undefined): boolean {
  return cell !== undefined && "rate" in cell;
}

/** An outcome of a cell: a share with odds, or bounds. */
export function cellText(pairs: number, cell: Cell | undefined): string {
  if (cell === undefined) return "–";
  if ("bounds" in cell)
    return `within [${percent(cell.bounds.low)}, ${percent(cell.bounds.high)}]: ${counted(pairs, "pair")}, too few for a share`;
  const { oddsRatio, low, high, corrected } = cell.association;
  const odds = `odds ratio ${decimalsInterval(oddsRatio, low, high, 2)}, p ${pValue(corrected)}`;
  return `${rateText(cell.rate)}, ${odds}${corrected < 0.05 ? " !" : ""}`;
}

/** A share with its interval and counts. */
export function rateText(rate: Rate | undefined): string {
  if (rate === undefined) return "–";
  return `${percentInterval(rate.rate, rate.low, rate.high)} (${count(rate.k)} of ${count(rate.n)})`;
}
