import type { Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Opinions } from "../statistics/agreement.ts";
import {
  type LabelRecord,
  type Labels,
  type ReviewVerdict,
  readLabels,
  type VerdictRecord,
} from "./labels.ts";

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

/** What a run's labels come to, replayed once. */
export interface Settled {
  /** The verdicts that stand: not undone, the last one per reviewer, role and pair, in the order they were given. */
  readonly standing: readonly VerdictRecord[];
  /**
   * What is held of each pair: an adjudicator's last word, else what all its reviewers say. Pairs on which they
   * disagree are left out, as are pairs that were only skipped. A verdict counts for its near duplicates (`also`) too.
   */
  readonly final: ReadonlyMap<string, FinalVerdict>;
  /** Pairs on which two reviewers or more disagree and no adjudicator has spoken, in the order of first sight. */
  readonly disputed: readonly Disagreement[];
  /**
   * What each reviewer says of each pair that they looked at themselves, by key, in its order. Verdicts carried over to near
   * duplicates are no judgements of their own, and an adjudicator's are not independent: agreement counts neither.
   */
  readonly opinions: ReadonlyMap<string, Opinions>;
}

/** Replays label records: what was undone never was, the last word of each counts. */
export function settle(records: readonly LabelRecord[]): Settled {
  const standing = standingOf(records);
  const cases = new Map<string, Case>();
  const own = new Map<string, Case>();
  for (const record of standing) {
    hear(caseOf(own, record.key), record, record.key);
    for (const key of [record.key, ...record.also]) hear(caseOf(cases, key), record, key);
  }
  const final = new Map<string, FinalVerdict>();
  const disputed: Disagreement[] = [];
  for (const [key, found] of cases) {
    const verdict = finalVerdict(found);
    if (verdict) final.set(key, verdict);
    else if (found.reviewers.size > 1) disputed.push(disagreement(key, found));
  }
  return { standing, final, disputed, opinions: opinionsOf(own) };
}

/** All labels of a run with what they come to. */
export type SettledLabels = Labels & Settled;

/** Reads a run's labels and settles them. */
export async function readSettled(runFolder: string): Promise<SettledLabels> {
  const labels = await readLabels(runFolder);
  return { ...labels, ...settle(labels.records) };
}

/** Reads a run's labels whenever they are asked for, and replays them only where a file has changed since. */
export function labelReader(runFolder: string): () => Promise<SettledLabels> {
  const folder = join(runFolder, "labels");
  let last: { readonly stamp: string; readonly labels: Promise<SettledLabels> } | null = null;
  return async () => {
    const names = await readdir(folder).catch(() => []);
    const files = names.filter((name) => name.endsWith(".jsonl")).sort();
    const stamps = await Promise.all(
      files.map(async (name) => stampOf(name, await stat(join(folder, name)))),
    );
    const stamp = stamps.join("\n");
    if (last?.stamp !== stamp) {
      const labels = readSettled(runFolder);
      last = { stamp, labels };
      labels.catch(() => {
        last = null;
      });
    }
    return last.labels;
  };
}

function stampOf(name: string, { size, mtimeMs }: Stats): string {
  return `${name} ${size} ${mtimeMs}`;
}

function standingOf(records: readonly LabelRecord[]): readonly VerdictRecord[] {
  const undone = new Set(records.flatMap((record) => (record.type === "undo" ? [record.undoes] : [])));
  const last = new Map<string, VerdictRecord>();
  for (const record of records) {
    if (record.type !== "verdict" || undone.has(record.id)) continue;
    const slot = JSON.stringify([record.reviewer, record.role, record.key]);
    last.delete(slot);
    last.set(slot, record);
  }
  return [...last.values()];
}

function finalVerdict({ reviewers, adjudicators }: Case): FinalVerdict | undefined {
  const [last] = [...adjudicators].sort(([, a], [, b]) => b.time.localeCompare(a.time));
  if (last) return { verdict: last[1].verdict, by: "adjudicator", reviewers: [last[0]] };
  const [verdict, ...others] = new Set([...reviewers.values()].map((spoken) => spoken.verdict));
  if (verdict === undefined || others.length > 0) return undefined;
  return { verdict, by: reviewers.size > 1 ? "agreed" : "single", reviewers: [...reviewers.keys()].sort() };
}

function disagreement(key: string, { place, reviewers }: Case): Disagreement {
  return {
    key,
    shard: place?.shard ?? null,
    row: place?.row ?? null,
    verdicts: [...reviewers].map(([reviewer, { verdict }]) => ({ reviewer, verdict })),
  };
}

function opinionsOf(own: ReadonlyMap<string, Case>): ReadonlyMap<string, Opinions> {
  const said = [...own]
    .filter(([, { reviewers }]) => reviewers.size > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(
    said.map(([key, { reviewers }]) => [
      key,
      new Map([...reviewers].map(([name, { verdict }]) => [name, verdict])),
    ]),
  );
}

function caseOf(cases: Map<string, Case>, key: string): Case {
  const found = cases.get(key) ?? { reviewers: new Map(), adjudicators: new Map() };
  cases.set(key, found);
  return found;
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
