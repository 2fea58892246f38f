import { type Rate, wilson } from "../../statistics/wilson.ts";
import type { DecidedRun } from "../decided-run.ts";
import { literal } from "../literal.ts";
import { everything } from "./lens.ts";
import { underLens } from "./rows.ts";

/** A pair that a moved cut flips. */
export interface Flipped {
  readonly key: string;
  readonly caption: string | null;
  readonly value: number | null;
  /** Whether the moved rule fires on it; the rule as it was does the opposite. */
  readonly fires: boolean;
}

/** What a rule with a moved cut does. */
export interface Scrubbed {
  /** Pairs on which the moved rule fires, of all. */
  readonly fires: Rate;
  /** Pairs on which the rule as it was fires. */
  readonly before: number;
  readonly gained: number;
  readonly lost: number;
  readonly flipped: readonly Flipped[];
  /** From labels; null without any. */
  readonly labelled: Labelled | null;
}

/** Estimates from reviewers' settled verdicts: of what fires, the share to drop, and the other way round. */
export interface Labelled {
  readonly precision: Rate;
  readonly recall: Rate;
  /** Whether the labels are a random sample, weighted by their inclusion probabilities. */
  readonly random: boolean;
}

/** Flipped pairs shown. */
const SHOWN = 10;

/** Puts the settled verdicts where {@link scrub} can ask for them; how many there are. */
export async function loadLabels({ query, labels }: DecidedRun): Promise<number> {
  const { standing, final } = await labels();
  const drawn = new Map(standing.map(({ key, design }) => [key, design.probability] as const).reverse());
  const rows = [...final]
    .filter(([, { verdict }]) => verdict !== "unsure")
    .map(
      ([key, { verdict }]) =>
        `('${literal(key)}', ${verdict === "drop"}, ${drawn.get(key) ?? "NULL"}::DOUBLE)`,
    );
  await query.run("CREATE OR REPLACE TEMP TABLE labelled (key VARCHAR, harmful BOOLEAN, probability DOUBLE)");
  for (let from = 0; from < rows.length; from += 1000)
    await query.run(`INSERT INTO labelled VALUES ${rows.slice(from, from + 1000).join(", ")}`);
  return rows.length;
}

/**
 * What changes when a rule's predicate `was` becomes `now`, over the whole run.
 * @param value SQL of what the cut is compared with, for sorting: the pairs nearest to the cut flip first
 */
export function scrub(view: DecidedRun, was: string, now: string, value: string): Promise<Scrubbed> {
  return underLens(view, { ...everything, where: now }, (seconds) =>
    scrubWithin(seconds, view, { was, now, value }),
  );
}

async function scrubWithin(
  seconds: number,
  view: DecidedRun,
  { was, now, value }: { readonly was: string; readonly now: string; readonly value: string },
): Promise<Scrubbed> {
  const [old, moved] = [`coalesce((${was}\n), false)`, `coalesce((${now}\n), false)`];
  const [counts] = await view.query.rows<{ n: number; fires: number; before: number; gained: number }>(
    `SELECT count(*) AS n, count(*) FILTER (now) AS fires, count(*) FILTER (was) AS before,
       count(*) FILTER (now AND NOT was) AS gained
     FROM (SELECT ${old} AS was, ${moved} AS now FROM scores)`,
    [],
    seconds,
  );
  const { n, fires, before, gained } = counts ?? { n: 0, fires: 0, before: 0, gained: 0 };
  return {
    fires: wilson(fires, n),
    before,
    gained,
    lost: before - fires + gained,
    flipped: was === now ? [] : await flipped(view, old, moved, value),
    labelled: await labelled(view, moved),
  };
}

function flipped(view: DecidedRun, old: string, moved: string, value: string): Promise<readonly Flipped[]> {
  return view.query.rows<Flipped>(`SELECT key, left(caption, 240) AS caption, (${value})::DOUBLE AS value, ${moved} AS fires
    FROM scores WHERE ${old} <> ${moved} ORDER BY value DESC NULLS LAST, key LIMIT ${SHOWN}`);
}

interface Cell {
  readonly fires: boolean;
  readonly harmful: boolean;
  readonly probability: number | null;
}

async function labelled({ query }: DecidedRun, moved: string): Promise<Labelled | null> {
  const all = await query.rows<Cell>(
    `SELECT ${moved} AS fires, l.harmful, l.probability FROM scores s JOIN labelled l ON s.key = l.key`,
  );
  if (all.length === 0) return null;
  const drawn = all.filter(({ probability }) => probability !== null);
  const cells = drawn.length > 0 ? drawn : all;
  return {
    precision: weighted(
      cells.filter((cell) => cell.fires),
      (cell) => cell.harmful,
    ),
    recall: weighted(
      cells.filter((cell) => cell.harmful),
      (cell) => cell.fires,
    ),
    random: drawn.length > 0,
  };
}

/** Keys of the labelled pairs that a rate is of: those that fire, or those that should be dropped, as {@link scrub} takes them. */
export async function labelledOf(
  { query }: DecidedRun,
  now: string,
  rate: "precision" | "recall",
): Promise<readonly string[]> {
  const moved = `coalesce((${now}\n), false)`;
  const rows = await query.rows<{ key: string; drawn: boolean }>(
    `SELECT s.key, l.probability IS NOT NULL AS drawn FROM scores s JOIN labelled l ON s.key = l.key
     WHERE ${rate === "precision" ? moved : "l.harmful"} ORDER BY s.key`,
  );
  const [random] = await query.rows<{ n: number }>("SELECT count(probability) AS n FROM labelled");
  return rows.filter(({ drawn }) => drawn || (random?.n ?? 0) === 0).map(({ key }) => key);
}

/** A weighted share; its interval is Wilson's at Kish's effective sample size, (Σw)² / Σw². */
function weighted(cells: readonly Cell[], hit: (cell: Cell) => boolean): Rate {
  const weight = ({ probability }: Cell) => 1 / (probability ?? 1);
  const sum = cells.reduce((total, cell) => total + weight(cell), 0);
  const squares = cells.reduce((total, cell) => total + weight(cell) ** 2, 0);
  if (sum === 0) return wilson(0, 0);
  const share = cells.filter(hit).reduce((total, cell) => total + weight(cell), 0) / sum;
  const effective = sum ** 2 / squares;
  return { ...wilson(share * effective, effective), k: cells.filter(hit).length, n: cells.length };
}
