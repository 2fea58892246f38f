import type { DecidedRun } from "../run/decided-run.ts";
import { type Rate, wilson } from "../statistics/wilson.ts";
import type { Card } from "./source/card.ts";

/** A signal's rate in two versions of a dataset. */
export interface RateChange {
  readonly signal: string;
  readonly cut: number;
  readonly before: Rate;
  readonly after: Rate;
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
  const after = new Map(
    (b.facts["rates"]?.result ?? []).map((row) => [`${row["signal"]} ${row["cut"]}`, row]),
  );
  return (a.facts["rates"]?.result ?? []).flatMap((row) => {
    const other = after.get(`${row["signal"]} ${row["cut"]}`);
    if (other === undefined) return [];
    return [
      {
        signal: String(row["signal"]),
        cut: Number(row["cut"]),
        before: wilson(Number(row["k"]), Number(row["n"])),
        after: wilson(Number(other["k"]), Number(other["n"])),
      },
    ];
  });
}
