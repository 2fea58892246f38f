import type { Opinions } from "../statistics/agreement.ts";
import { type LabelRecord, type ReviewVerdict, standingVerdicts, type VerdictRecord } from "./labels.ts";

/** A verdict that says something of the pair. */
export type Judgement = Exclude<ReviewVerdict, "skip">;

/** What is held of a pair once everyone has spoken. */
export interface FinalVerdict {
  readonly verdict: Judgement;
  /** Two reviewers or more said the same, one alone said it, or an adjudicator decided. */
  readonly by: "agreed" | "adjudicator" | "single";
  /** Who holds it, by name. */
  readonly reviewers: readonly string[];
}

/** A pair that waits for an adjudicator. */
export interface Disagreement {
  readonly key: string;
  /** Where the pair lies; `null` where it was only judged as a near duplicate of another. */
  readonly shard: string | null;
  readonly row: number | null;
  readonly verdicts: readonly { readonly reviewer: string; readonly verdict: Judgement }[];
}

interface Spoken {
  readonly verdict: Judgement;
  readonly time: string;
}

interface Case {
  place?: { readonly shard: string; readonly row: number };
  readonly reviewers: Map<string, Spoken>;
  readonly adjudicators: Map<string, Spoken>;
}

/**
 * What is held of each pair: an adjudicator's last word, else what all its reviewers say. Pairs on which
 * they disagree are left out (see `adjudicationQueue`), as are pairs that were only skipped. A verdict
 * counts for its near duplicates (`also`) too.
 */
export function finalVerdicts(records: readonly LabelRecord[]): ReadonlyMap<string, FinalVerdict> {
  const final = new Map<string, FinalVerdict>();
  for (const [key, found] of casesOf(records)) {
    const verdict = finalVerdict(found);
    if (verdict) final.set(key, verdict);
  }
  return final;
}

function finalVerdict({ reviewers, adjudicators }: Case): FinalVerdict | undefined {
  const [last] = [...adjudicators].sort(([, a], [, b]) => b.time.localeCompare(a.time));
  if (last) return { verdict: last[1].verdict, by: "adjudicator", reviewers: [last[0]] };
  const [verdict, ...others] = new Set([...reviewers.values()].map((spoken) => spoken.verdict));
  if (verdict === undefined || others.length > 0) return undefined;
  return { verdict, by: reviewers.size > 1 ? "agreed" : "single", reviewers: [...reviewers.keys()].sort() };
}

/** Pairs on which two reviewers or more disagree and no adjudicator has spoken, in the order of first sight. */
export function adjudicationQueue(records: readonly LabelRecord[]): readonly Disagreement[] {
  return [...casesOf(records)]
    .filter(([, found]) => found.reviewers.size > 1 && finalVerdict(found) === undefined)
    .map(([key, { place, reviewers }]) => ({
      key,
      shard: place?.shard ?? null,
      row: place?.row ?? null,
      verdicts: [...reviewers].map(([reviewer, { verdict }]) => ({ reviewer, verdict })),
    }));
}

/**
 * What each reviewer says of each pair that they looked at themselves, by key. Verdicts carried over to near
 * duplicates are no judgements of their own, and an adjudicator's are not independent: agreement counts neither.
 */
export function opinionsOf(records: readonly LabelRecord[]): readonly Opinions[] {
  const own = standingVerdicts(records).map((record) => ({ ...record, also: [] }));
  return [...casesOf(own)]
    .filter(([, { reviewers }]) => reviewers.size > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { reviewers }]) => new Map([...reviewers].map(([name, { verdict }]) => [name, verdict])));
}

function casesOf(records: readonly LabelRecord[]): ReadonlyMap<string, Case> {
  const cases = new Map<string, Case>();
  for (const record of standingVerdicts(records))
    for (const key of [record.key, ...record.also]) {
      const found = cases.get(key) ?? { reviewers: new Map(), adjudicators: new Map() };
      cases.set(key, found);
      hear(found, record, key);
    }
  return cases;
}

/** The last word of a reviewer counts; a skip is none, and takes an earlier one back. */
function hear(
  found: Case,
  { key: own, shard, row, role, reviewer, verdict, time }: VerdictRecord,
  key: string,
) {
  if (own === key) found.place = { shard, row };
  const voices = role === "adjudicator" ? found.adjudicators : found.reviewers;
  if (verdict === "skip") voices.delete(reviewer);
  else voices.set(reviewer, { verdict, time });
}
