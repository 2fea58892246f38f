import { otherName, signalsOf } from "../../filters/policies.ts";
import { producerFlags } from "../cards/source/evidence/producer.ts";
import { columnsOf } from "../policy/predicate.ts";
import { randomDesigns } from "../review/designs.ts";
import { readSample, type Sample } from "../review/sample.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { registerOf } from "../run/register.ts";
import type { RunFilter } from "../run/run.ts";
import { type Share, weightedShare } from "../statistics/weighted-share.ts";
import { type Rate, wilson } from "../statistics/wilson.ts";

/** What somebody says of the kept pairs on whom no rule of the policy rests. */
export interface SecondOpinion extends Rate {
  readonly by: string;
  readonly side: "image" | "text" | "pair";
  /** What it flags, in words. */
  readonly says: string;
  /** Kept pairs that it did not measure: they are not clean. */
  readonly unmeasured: number;
  /** Of all kept pairs, with the unmeasured ones as none and as all. */
  readonly bounds: { readonly low: number; readonly high: number };
}

/** What people said of a random sample of the kept pairs. */
export interface KeptReading {
  readonly design: string;
  /** Share of kept pairs that should be dropped, of those on which keep or drop was said. */
  readonly share: Share;
  /** No more than this share of kept pairs should be dropped, one-sided 95 %; pairs that are unsure or open as to drop. */
  readonly atMost: number;
  /** Pairs of the sample on which neither was said. */
  readonly unsettled: number;
}

/** What a policy left, judged by others than the filters that it decides by. */
export interface LeftBehind {
  readonly policy: string;
  readonly kept: number;
  readonly pairs: number;
  /** Filters that the policy decides by: what they say of what they left proves nothing. */
  readonly decidedBy: readonly string[];
  readonly opinions: readonly SecondOpinion[];
  /** Sides of the pair on which only the filters that decided have spoken. */
  readonly unseen: readonly ("image" | "text")[];
  /** Null where nobody read a random sample in which kept pairs are. */
  readonly read: KeptReading | null;
}

const KEPT = "(SELECT * FROM explored WHERE action = 'keep')";
/** Error of a one-sided bound at 95 %. */
const ONE_SIDED = 0.05;
/** Filters whose flags are of harm; what else is counted says nothing of what should have been dropped. */
const ABOUT_HARM = new Set(["nsfw-image", "text-toxicity", "lexicon"]);

interface Flag {
  readonly by: string;
  readonly side: SecondOpinion["side"];
  readonly says: string;
  readonly when: string;
}

/** Judges what the run's policy keeps by second filters and by what people read. */
export async function leftBehind(view: DecidedRun): Promise<LeftBehind> {
  const [row] = await view.query.rows<{ kept: number; n: number }>(
    "SELECT count(*) FILTER (action = 'keep') AS kept, count(*) AS n FROM explored",
  );
  const { kept = 0, n: pairs = 0 } = row ?? {};
  const read = new Set(view.judged.flatMap(({ when }) => columnsOf(when)));
  const filters = view.run.inputs.filters;
  const decided = filters.filter((filter) => decidesBy(filter, read));
  const models = new Set(decided.flatMap((filter) => filter.models.map(({ sha256 }) => sha256)));
  // Another filter over the same weights is no second one.
  const second = filters.filter(
    (filter) => !decided.includes(filter) && !filter.models.some(({ sha256 }) => models.has(sha256)),
  );
  const flags = [...ownFlags(view, second), ...moduleFlags(second), ...producersFlags(view, read)];
  const opinions: SecondOpinion[] = [];
  for (const flag of flags) opinions.push(await opinionOf(view, flag, kept));
  const seen = new Set(opinions.map(({ side }) => side));
  return {
    policy: `${view.policy.name} v${view.policy.version}`,
    ...{ kept, pairs, decidedBy: decided.map(({ id }) => id), opinions },
    unseen: seen.has("pair") ? [] : (["image", "text"] as const).filter((side) => !seen.has(side)),
    read: kept === 0 ? null : await readingOf(view),
  };
}

function decidesBy({ columns }: RunFilter, read: ReadonlySet<string>): boolean {
  return columns.some(({ name }) => read.has(name) || read.has(otherName(name)));
}

/** A headline flag of each shipped filter of harm. */
function ownFlags({ run }: DecidedRun, second: readonly RunFilter[]): readonly Flag[] {
  return second
    .filter(({ id }) => ABOUT_HARM.has(id))
    .flatMap(({ id }) => {
      const own = signalsOf(registerOf(run.inputs)).filter(({ by }) => by === id);
      const signal = own.find(({ leads }) => leads) ?? own[0];
      if (signal === undefined) return [];
      const { value, cut, side } = signal;
      return [{ by: id, side, says: `${signal.id} ≥ ${cut}`, when: `(${value}) >= ${cut}` }];
    });
}

/** Whatever a filter of one's own says: yes, or more than a half. */
function moduleFlags(second: readonly RunFilter[]): readonly Flag[] {
  const sides = { image: "image", caption: "text", both: "pair" } as const;
  return second
    .filter(({ module }) => module !== undefined)
    .flatMap(({ id, needs, columns }) =>
      columns.flatMap(({ name, type }): readonly Flag[] => {
        const [by, side] = [id, sides[needs]];
        if (type === "bool") return [{ by, side, says: name, when: name }];
        if (type !== "float32") return [];
        return [{ by, side, says: `${name} ≥ 0.5`, when: `${name} >= 0.5` }];
      }),
    );
}

function producersFlags({ run }: DecidedRun, read: ReadonlySet<string>): readonly Flag[] {
  return producerFlags({ source: run.inputs.source ?? [] })
    .filter(({ when }) => !columnsOf(when).some((name) => read.has(name)))
    .map(({ says, when }) => ({ by: "the producer", side: "pair", says, when }));
}

async function opinionOf({ query }: DecidedRun, flag: Flag, kept: number): Promise<SecondOpinion> {
  const { by, side, says, when } = flag;
  const [row] = await query.rows<{ k: number; n: number }>(
    `SELECT count(*) FILTER (${when}) AS k, count((${when})) AS n FROM ${KEPT}`,
  );
  const { k = 0, n = 0 } = row ?? {};
  const unmeasured = kept - n;
  const all = Math.max(1, kept);
  return {
    ...{ by, side, says, ...wilson(k, n), unmeasured },
    bounds: { low: k / all, high: (k + unmeasured) / all },
  };
}

/** The largest random sample that people read, as far as it lies in what was kept. */
async function readingOf(view: DecidedRun): Promise<KeptReading | null> {
  const { records, final } = await view.namelessLabels();
  const names = new Set(view.columns.map(({ name }) => name));
  for (const design of randomDesigns(records, "")) {
    if (!design.signal.needs.every((name) => names.has(name))) continue;
    const sample = await readSample(view.query, { final }, design.signal, design, KEPT);
    if (sample.labels.length + (sample.unsettled?.length ?? 0) === 0) continue;
    return {
      design: design.id,
      share: shareOf(sample, false, 0.025),
      atMost: shareOf(sample, true, ONE_SIDED).high ?? 1,
      unsettled: sample.unsettled?.length ?? 0,
    };
  }
  return null;
}

/** @param worst takes what nobody settled for what should be dropped */
function shareOf({ strata, labels, unsettled = [] }: Sample, worst: boolean, tail: number): Share {
  const counts = strata.map(({ id, pairs }) => {
    const own = labels.filter(({ stratum }) => stratum === id);
    const open = worst ? unsettled.filter((stratum) => stratum === id).length : 0;
    const inside = own.filter(({ drop }) => drop).length + open;
    return { pairs, labelled: own.length + open, inside, outside: own.filter(({ drop }) => !drop).length };
  });
  const share = weightedShare(
    counts.map((one) => ({ ...one, mayInside: true, mayOutside: true })),
    tail,
  );
  if (!worst || share.high === null) return share;
  // A stratum that nobody read may be all of it.
  const all = counts.reduce((sum, { pairs }) => sum + pairs, 0);
  const unread = counts.reduce((sum, { pairs, labelled }) => sum + (labelled === 0 ? pairs : 0), 0);
  return { ...share, high: (share.high * (all - unread) + unread) / Math.max(1, all) };
}
