import { type Depicted, depicted } from "../../filters/index.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { type Outcome, outcomesOf } from "../run/questions/outcomes.ts";
import { type Rate, wilson } from "../statistics/wilson.ts";
import { type CountedCaption, countedCaptions } from "./captions.ts";
import { add, type CellOutcome, outcomeOf, type Tally } from "./tally.ts";

/** Pairs whose captions name somebody in one way, or in two at once. */
export interface PeopleRow {
  /** `women`, `korean`, `korean × women`, or a word. */
  readonly cell: string;
  readonly pairs: number;
  /** In the order of the outcomes. */
  readonly outcomes: readonly CellOutcome[];
}

/** Two ways of naming people at once, beside each alone. */
export interface Intersection extends PeopleRow {
  /** Each way without the other: its pairs, and of each outcome the share. */
  readonly alone: readonly {
    readonly cell: string;
    readonly pairs: number;
    readonly rates: readonly Rate[];
  }[];
}

/** Who is named, and what befalls them. */
export interface People {
  readonly captions: number;
  readonly pairs: number;
  readonly outcomes: readonly (Outcome & { readonly overall: Rate })[];
  readonly groups: readonly (PeopleRow & { readonly axis: string })[];
  readonly terms: readonly (PeopleRow & { readonly axis: string })[];
  readonly intersections: readonly (Intersection & { readonly axes: string })[];
}

/** What is crossed with gender. */
const crossed = ["nationality", "religion", "ethnicity", "age"] as const;

/** Reads every caption once, and counts who it names and what befell its pairs. */
export async function peopleOf(run: DecidedRun): Promise<People> {
  const outcomes = outcomesOf(run);
  const all = new Map<string, Tally>();
  const tables = {
    groups: new Map<string, Tally>(),
    terms: new Map<string, Tally>(),
    both: new Map<string, Tally>(),
  };
  let captions = 0;
  for await (const caption of countedCaptions(run, outcomes)) {
    captions++;
    add(all, "all", caption);
    tallyCaption(tables, depicted(caption.caption), caption);
  }
  const whole: Tally = all.get("all") ?? { pairs: 0, hits: [], measured: [] };
  const rows = (table: Map<string, Tally>) => rowsOf(table, outcomes, whole);
  return {
    captions,
    pairs: whole.pairs,
    outcomes: outcomes.map((one, i) => ({
      ...one,
      overall: wilson(whole.hits[i] ?? 0, whole.measured[i] ?? 0),
    })),
    groups: rows(tables.groups).map(parted),
    terms: rows(tables.terms).map(parted),
    intersections: rows(tables.both).map((row) => {
      const { axis: axes, cell, ...rest } = parted(row);
      const [other = "", gender = ""] = cell.split(" × ");
      const [axis = ""] = axes.split(" × ");
      const own = tables.both.get(row.cell);
      return {
        ...rest,
        axes,
        cell,
        alone: [
          aloneOf(other, tables.groups.get(`${axis}\t${other}`), own),
          aloneOf(gender, tables.groups.get(`gender\t${gender}`), own),
        ],
      };
    }),
  };
}

function tallyCaption(
  { groups, terms, both }: Readonly<Record<"groups" | "terms" | "both", Map<string, Tally>>>,
  named: readonly Depicted[],
  caption: CountedCaption,
): void {
  const { groups: values, terms: words } = waysOf(named);
  for (const value of values) add(groups, value, caption);
  for (const term of words) add(terms, term, caption);
  const genders = [...values].filter((value) => value.startsWith("gender\t")).map((value) => value.slice(7));
  for (const value of values) {
    const [axis = "", name = ""] = value.split("\t");
    if (axis === "gender" || !crossed.some((one) => one === axis)) continue;
    for (const gender of genders) add(both, `${axis} × gender\t${name} × ${gender}`, caption);
  }
}

/** Groups and words by which a caption names people, each once, as `axis<tab>name`. */
function waysOf(named: readonly Depicted[]): Readonly<Record<"groups" | "terms", ReadonlySet<string>>> {
  const groups = new Set(named.map(({ axis, value }) => `${axis}\t${value}`));
  // The sum over all nationalities is a row too: each alone is often too small to tell.
  for (const axis of crossed) if (named.some((one) => one.axis === axis)) groups.add(`${axis}\tany ${axis}`);
  return { groups, terms: new Set(named.map(({ axis, term }) => `${axis}\t${term}`)) };
}

type Way = readonly [axis: string, name: string];

/** The same as pairs: what the tables of {@link peopleOf} count a caption by. */
export function namedIn(named: readonly Depicted[]): Readonly<Record<"groups" | "terms", readonly Way[]>> {
  const { groups, terms } = waysOf(named);
  const ways = (all: ReadonlySet<string>) =>
    [...all].map((one): Way => {
      const [axis = "", name = ""] = one.split("\t");
      return [axis, name];
    });
  return { groups: ways(groups), terms: ways(terms) };
}

function rowsOf(table: Map<string, Tally>, outcomes: readonly Outcome[], all: Tally): readonly PeopleRow[] {
  const cells = [...table].sort(([a, x], [b, y]) => y.pairs - x.pairs || (a < b ? -1 : 1));
  const tallies = cells.map(([, tally]) => tally);
  const columns = outcomes.map((_, i) => outcomeOf(tallies, i, all));
  return cells.map(([cell, { pairs }], row) => ({
    cell,
    pairs,
    outcomes: columns.flatMap((column) => column[row] ?? []),
  }));
}

function parted({ cell, ...rest }: PeopleRow): PeopleRow & { readonly axis: string } {
  const [axis = "", name = ""] = cell.split("\t");
  return { axis, cell: name, ...rest };
}

function aloneOf(
  cell: string,
  all: Tally | undefined,
  both: Tally | undefined,
): Intersection["alone"][number] {
  const less = (a: readonly number[] = [], b: readonly number[] = []) => a.map((n, i) => n - (b[i] ?? 0));
  const [hits, measured] = [less(all?.hits, both?.hits), less(all?.measured, both?.measured)];
  return {
    cell: `${cell} alone`,
    pairs: (all?.pairs ?? 0) - (both?.pairs ?? 0),
    rates: hits.map((k, i) => wilson(k, measured[i] ?? 0)),
  };
}
