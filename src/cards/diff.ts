import type { DecidedRun } from "../run/decided-run.ts";
import { association, holm } from "../statistics/association.ts";
import { type Rate, wilson } from "../statistics/wilson.ts";
import type { Card } from "./source/card.ts";

/** A signal's rate in two versions of a dataset. */
export interface RateChange {
  readonly signal: string;
  readonly cut: number;
  readonly before: Rate;
  readonly after: Rate;
  /** Whether chance alone would move it so far: Fisher's exact test, corrected by Holm over all rates that moved. */
  readonly p: number;
}

/** Something that a card says by name, before and after; null where it does not. */
export interface SaidChange {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What changed from one version of a dataset to the next. */
export interface VersionDelta {
  readonly pairs: { readonly before: number; readonly after: number };
  /** Pairs of A that B lacks, by image bytes and caption, and the other way round. */
  readonly removed: number;
  readonly added: number;
  /** Why, where B's own records say so. */
  readonly reasons: readonly { readonly what: string; readonly pairs: number }[];
  readonly rates: readonly RateChange[];
  /** Models by the digests of their weights, licences of pairs by their counts, answers by their words: those that differ. */
  readonly models: readonly SaidChange[];
  readonly licences: readonly SaidChange[];
  readonly answers: readonly SaidChange[];
  /** Keys and image digests of what was removed: what a holder of a copy must take out. */
  readonly subtract: readonly string[];
}

interface Mark {
  readonly key: string;
  readonly sha256: string | null;
  readonly mark: string;
}

/** Compares two audited versions; a pair is the same where image bytes and caption are. */
export async function versionDelta(
  a: { readonly view: DecidedRun; readonly card: Card },
  b: { readonly view: DecidedRun; readonly card: Card },
): Promise<VersionDelta> {
  const [before, after] = [await marksOf(a.view), await marksOf(b.view)];
  const removed = without(before, after);
  const stillThere = new Set(after.map(({ sha256 }) => sha256));
  return {
    pairs: { before: before.length, after: after.length },
    removed: removed.length,
    added: without(after, before).length,
    reasons: (b.card.facts["curation"]?.result ?? [])
      .filter(({ what }) => String(what).includes(": "))
      .map(({ what, pairs }) => ({ what: String(what), pairs: Number(pairs) })),
    rates: ratesOf(a.card, b.card),
    models: changes(rowsBy(a.card, "models", "model", "sha256"), rowsBy(b.card, "models", "model", "sha256")),
    licences: changes(
      rowsBy(a.card, "licenses", "license", "pairs"),
      rowsBy(b.card, "licenses", "license", "pairs"),
    ),
    answers: changes(answersOf(a.card), answersOf(b.card)),
    // An image that stays beside another caption must not be taken out by its digest.
    subtract: removed.map(({ key, sha256 }) => (sha256 === null || stillThere.has(sha256) ? key : sha256)),
  };
}

function marksOf({ query }: DecidedRun): Promise<readonly Mark[]> {
  return query.rows<Mark>(
    "SELECT key, sha256, md5(concat_ws(chr(10), coalesce(sha256, key), coalesce(caption, chr(0)))) AS mark FROM scores ORDER BY shard, row",
  );
}

/** Pairs of one list beyond those that the other has as often. */
function without(these: readonly Mark[], those: readonly Mark[]): readonly Mark[] {
  const left = new Map<string, number>();
  for (const { mark } of those) left.set(mark, (left.get(mark) ?? 0) + 1);
  return these.filter(({ mark }) => {
    const n = left.get(mark) ?? 0;
    left.set(mark, n - 1);
    return n <= 0;
  });
}

function ratesOf(a: Card, b: Card): readonly RateChange[] {
  const after = sweptRows(b);
  const moved = [...sweptRows(a)].flatMap(([name, row]) => {
    const other = after.get(name);
    if (other === undefined) return [];
    const [before, now] = [row, other].map(({ k, n }) => wilson(Number(k), Number(n))) as [Rate, Rate];
    return [{ signal: row.signal, cut: row.cut, before, after: now }];
  });
  // What neither version reaches is no test.
  const tested = moved.filter(({ before, after: now }) => before.k + now.k > 0 && before.n > 0 && now.n > 0);
  const corrected = holm(
    tested.map(({ before, after: now }) => association(now.k, now.n, before.k + now.k, before.n + now.n).p),
  );
  const byRate = new Map(tested.map((one, i) => [one, corrected[i] ?? 1]));
  return moved.map((one) => ({ ...one, p: byRate.get(one) ?? 1 }));
}

interface SweptRow {
  readonly signal: string;
  readonly cut: number;
  readonly k: number;
  readonly n: number;
}

/** Every signal at every cut, and the kinds of hateful captions, any of the three among them. */
function sweptRows({ facts }: Card): ReadonlyMap<string, SweptRow> {
  const of = (id: string, name: string, cut: string) =>
    (facts[id]?.result ?? []).map((row) => ({
      signal: String(row[name]),
      cut: Number(row[cut]),
      k: Number(row["k"]),
      n: Number(row["n"]),
    }));
  const rows = [...of("rates", "signal", "cut"), ...of("hate-sweep", "kind", "p")];
  return new Map(rows.map((row) => [`${row.signal} ${row.cut}`, row]));
}

function rowsBy({ facts }: Card, id: string, name: string, value: string): ReadonlyMap<string, string> {
  return new Map((facts[id]?.result ?? []).map((row) => [String(row[name]), String(row[value])]));
}

function answersOf({ answers }: Card): ReadonlyMap<string, string> {
  return new Map(Object.entries(answers).map(([id, { state, text }]) => [id, `${state}: ${text}`]));
}

function changes(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly SaidChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names
    .map((name) => ({ name, before: before.get(name) ?? null, after: after.get(name) ?? null }))
    .filter((one) => one.before !== one.after);
}
