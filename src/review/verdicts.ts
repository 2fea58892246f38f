import { type LabelRecord, standing, type VerdictRecord } from "../store/labels.ts";

/** What reviewers together say of a pair. */
export interface FinalVerdict {
  readonly key: string;
  readonly verdict: "keep" | "drop" | "unsure";
  readonly by: "single" | "agreed" | "adjudicator";
  readonly reviewers: readonly string[];
  /** The verdict that carries the sampling design: the first one given. */
  readonly first: VerdictRecord;
}

/** A pair on which reviewers differ and no adjudicator has spoken. */
export interface Disagreement {
  readonly key: string;
  readonly shard: string;
  readonly row: number;
  readonly verdicts: readonly { readonly reviewer: string; readonly verdict: VerdictRecord["verdict"] }[];
}

/** Settled and open verdicts of a run. */
export interface Verdicts {
  readonly settled: ReadonlyMap<string, FinalVerdict>;
  readonly open: readonly Disagreement[];
}

/**
 * Brings reviewers' standing verdicts together: a pair is settled by one reviewer, by several who agree,
 * or by an adjudicator. Skips are no verdicts. A verdict on a cluster counts for each of its pairs, unless
 * its reviewer judged the pair itself.
 */
export function finalVerdicts(records: readonly LabelRecord[]): Verdicts {
  const byKey = new Map<string, VerdictRecord[]>();
  const given = standing(records).filter(({ verdict }) => verdict !== "skip");
  const own = new Set(given.map(({ key, reviewer, role }) => JSON.stringify([key, reviewer, role])));
  for (const record of given) {
    add(byKey, record.key, record);
    for (const key of record.also)
      if (!own.has(JSON.stringify([key, record.reviewer, record.role]))) add(byKey, key, record);
  }
  const settled = new Map<string, FinalVerdict>();
  const open: Disagreement[] = [];
  for (const [key, votes] of byKey) {
    const final = settle(key, votes);
    if (final) settled.set(key, final);
    else open.push(disagreement(key, votes));
  }
  return { settled, open };
}

function settle(key: string, votes: readonly VerdictRecord[]): FinalVerdict | undefined {
  const [first] = votes;
  if (first === undefined) return undefined;
  const referee = votes.findLast(({ role }) => role === "adjudicator");
  const chosen = referee ?? first;
  const differ = votes.some(({ verdict }) => verdict !== first.verdict);
  if (chosen.verdict === "skip" || (differ && referee === undefined)) return undefined;
  const reviewers = [...new Set(votes.map(({ reviewer }) => reviewer))];
  const by = referee ? "adjudicator" : reviewers.length > 1 ? "agreed" : "single";
  return { key, verdict: chosen.verdict, by, reviewers, first };
}

function disagreement(key: string, votes: readonly VerdictRecord[]): Disagreement {
  const own = votes.find((vote) => vote.key === key) ?? votes[0];
  return {
    key,
    shard: own?.shard ?? "",
    row: own?.row ?? 0,
    verdicts: votes.map(({ reviewer, verdict }) => ({ reviewer, verdict })),
  };
}

function add(map: Map<string, VerdictRecord[]>, key: string, record: VerdictRecord): void {
  const list = map.get(key) ?? [];
  list.push(record);
  map.set(key, list);
}
