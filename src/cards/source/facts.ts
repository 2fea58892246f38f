import { anchored } from "../../run/anchor.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { registerOf } from "../../run/register.ts";
import { cohenKappa } from "../../statistics/kappa.ts";
import { wilson } from "../../statistics/wilson.ts";
import { type Card, digestOf, type Fact } from "./card.ts";
import { evidenceFor } from "./evidence.ts";
import { pairsOfView } from "./pairs-of-view.ts";
import { recordsOf } from "./records.ts";

/** Digits that a stored number keeps: enough to read, few enough that sums in another order agree. */
const DIGITS = 6;

/**
 * Asks a run everything that a card may state.
 * @param data where the dataset lies now; null where it was
 * @param only name of the view whose pairs alone are asked about; absent asks about all
 * @throws CliError (exit code 2) where there is no such view, or its columns are gone
 */
export async function factsOf(
  view: DecidedRun,
  data: string | null = null,
  only?: string,
): Promise<Card["facts"]> {
  const place = data ?? anchored(view.run.inputs.uri, view.folder);
  const facts: Record<string, Fact> = {};
  const names = new Set(view.columns.map(({ name }) => name));
  const { inputs } = view.run;
  const some = only === undefined ? null : await pairsOfView(view, only);
  const columns = Object.assign(names, { register: registerOf(inputs), source: inputs.source ?? [] });
  for (const { id, about, sql, rates, kappa } of evidenceFor(columns)) {
    const rows = await view.query.rows<Record<string, unknown>>(some?.of(sql) ?? sql);
    const result = rows.map((row) => plain(rates ? withInterval(row) : kappa ? withKappa(row) : row));
    facts[id] = { about, query: sql, ...(rates ? { rates } : {}), digest: digestOf(result), result };
  }
  const records = await recordsOf(view, place);
  for (const { id, about, result } of some === null ? records : [some.record, ...records]) {
    const rows = result.map(plain);
    facts[id] = { about, digest: digestOf(rows), result: rows };
  }
  return facts;
}

/** A share of k in n with the ends of its 95 % Wilson interval. */
function withInterval(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { low, high } = wilson(Number(row["k"]), Number(row["n"]));
  return { ...row, low, high };
}

/** A 2 × 2 table with its agreement. */
function withKappa(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const cell = (name: string) => Number(row[name] ?? 0);
  const { queue, ...table } = row;
  const { kappa, low, high } = cohenKappa(
    cell("both"),
    cell("producer_alone"),
    cell("ours_alone"),
    cell("neither"),
  );
  return { ...table, kappa, kappa_low: low, kappa_high: high, queue };
}

function plain(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, stored(value)]));
}

function stored(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
  if (Array.isArray(value)) return value.map(stored);
  return value === undefined ? null : value;
}
