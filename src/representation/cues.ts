import { dialectCues, slurKinds } from "../../filters/index.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { type Outcome, outcomesOf } from "../run/questions/outcomes.ts";
import { type Rate, wilson } from "../statistics/wilson.ts";
import { type CountedCaption, countedCaptions } from "./captions.ts";
import { YEAR } from "./counted-pairs.ts";
import { add, type CellOutcome, outcomeOf, type Tally } from "./tally.ts";

/** Pairs of one kind, and what befell them. */
export interface CueRow {
  readonly cue: string;
  /** Of all pairs that could have it. */
  readonly share: Rate;
  readonly outcomes: readonly CellOutcome[];
}

/** A table of kinds; a pair may be of several, or of none. */
export interface Cues {
  readonly outcomes: readonly Outcome[];
  /** Pairs that could have a cue: those with a caption, or with an address. */
  readonly pairs: number;
  readonly rows: readonly CueRow[];
}

/** Which kinds of slurs captions hold, by the tags of the word list. */
export const slursOf = (run: DecidedRun) => cuesOf(run, slurKinds);

/** Of which dialects of English captions have a cue. */
export const dialectsOf = (run: DecidedRun) => cuesOf(run, dialectCues);

async function cuesOf(run: DecidedRun, kindsOf: (caption: string) => readonly string[]): Promise<Cues> {
  const outcomes = outcomesOf(run);
  const [cells, all] = [new Map<string, Tally>(), new Map<string, Tally>()];
  for await (const caption of countedCaptions(run, outcomes)) {
    add(all, "all", caption);
    const kinds = kindsOf(caption.caption);
    for (const kind of kinds) add(cells, kind, caption);
    if (kinds.length > 0) add(cells, "any of them", caption);
  }
  return tableOf(cells, all.get("all"), outcomes);
}

/** Where captions were made by a machine, by how they are worded, and in which years pictures were put up, by their addresses. */
export interface Origin {
  readonly machine: Cues;
  readonly years: Cues;
}

/** Captions that differ in their digits alone, from which on they are one template. */
const TEMPLATE = 5;
const FOLDED = "regexp_replace(caption, '[0-9]+', '0', 'g')";

/** Wordings of programs: conditions over the columns of a run. */
export const wordings: readonly (readonly [cue: string, when: string])[] = [
  [
    "a file's name",
    String.raw`regexp_matches(caption, '^\s*[\w().+%-]+( ?[\w().+%-]+)?\.(jpe?g|png|gif|webp|bmp|tiff?)\s*$', 'i') OR regexp_matches(caption, '^\s*(img|dsc[nf]?|pict|screenshot|image)[ _-]?\d{2,}', 'i') OR regexp_matches(caption, '^\s*[\p{L}\d]+([_-][\p{L}\d]+){2,}\s*$')`,
  ],
  [
    "an automatic description",
    "regexp_matches(caption, 'image may contain|may be an? (image|photo|cartoon|meme|illustration) of|no photo description available|empty alt attribute; its file name', 'i')",
  ],
  [
    "an agency's wording",
    "regexp_matches(caption, '(stock|royalty[- ]free) (photos?|photography|images?|vectors?|illustrations?|footage|pictures?)', 'i')",
  ],
  [
    `a template, in ${TEMPLATE} captions or more with other numbers`,
    `${FOLDED} IN (SELECT ${FOLDED} FROM explored WHERE regexp_matches(caption, '[0-9]') AND length(caption) >= 8 GROUP BY 1 HAVING count(DISTINCT caption) >= ${TEMPLATE})`,
  ],
];

/** Machine-made wording and years. */
export async function originOf(run: DecidedRun): Promise<Origin> {
  const outcomes = outcomesOf(run);
  const any = wordings.map(([, when]) => `(${when})`).join(" OR ");
  const machine = new Map<string, Tally>();
  for (const [cue, when] of [...wordings, ["any of them", any] as const])
    for (const row of await counted(run, outcomes, { cue: `'${cue.replaceAll("'", "''")}'`, where: when }))
      add(machine, cue, row);
  const years = new Map<string, Tally>();
  for (const row of await counted(run, outcomes, { cue: YEAR, where: `${YEAR} <> ''` }))
    add(years, row.caption, row);
  const [captioned, addressed] = [new Map<string, Tally>(), new Map<string, Tally>()];
  for (const row of await counted(run, outcomes, { cue: "''", where: "caption IS NOT NULL" }))
    add(captioned, "all", row);
  for (const row of await counted(run, outcomes, { cue: "''", where: "url IS NOT NULL" }))
    add(addressed, "all", row);
  return {
    machine: tableOf(machine, captioned.get("all"), outcomes),
    years: tableOf(years, addressed.get("all"), outcomes, (a, b) => (a < b ? -1 : 1)),
  };
}

async function counted(
  { query }: DecidedRun,
  outcomes: readonly Outcome[],
  { cue, where }: { readonly cue: string; readonly where: string },
): Promise<readonly CountedCaption[]> {
  const selected = outcomes.map(
    ({ when }, i) => `, count(*) FILTER (${when}) AS k${i}, count((${when})) AS n${i}`,
  );
  const rows = await query.rows<Record<string, number> & { readonly cue: string }>(
    `SELECT ${cue} AS cue, count(*) AS pairs${selected.join("")} FROM explored WHERE ${where} GROUP BY 1 ORDER BY 1`,
  );
  return rows.map((row) => ({
    caption: row.cue,
    pairs: row["pairs"] ?? 0,
    hits: outcomes.map((_, i) => row[`k${i}`] ?? 0),
    measured: outcomes.map((_, i) => row[`n${i}`] ?? 0),
  }));
}

function tableOf(
  table: ReadonlyMap<string, Tally>,
  found: Tally | undefined,
  outcomes: readonly Outcome[],
  order?: (a: string, b: string) => number,
): Cues {
  const all = found ?? { pairs: 0, hits: [], measured: [] };
  const cells = [...table].sort(([a, x], [b, y]) => order?.(a, b) ?? (y.pairs - x.pairs || (a < b ? -1 : 1)));
  const tallies = cells.map(([, tally]) => tally);
  const columns = outcomes.map((_, i) => outcomeOf(tallies, i, all));
  return {
    outcomes,
    pairs: all.pairs,
    rows: cells.map(([cue, { pairs }], row) => ({
      cue,
      share: wilson(pairs, all.pairs),
      outcomes: columns.flatMap((column) => column[row] ?? []),
    })),
  };
}
