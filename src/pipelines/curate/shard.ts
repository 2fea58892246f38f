import {
  type DatasetWriter,
  type FieldColumn,
  isTrouble,
  type JoinedShard,
  type KeptPair,
} from "../../../datasets/index.ts";
import { type BlurredPicture, type FaceFinder, withoutFaces } from "../../faces/blur.ts";
import { judgedBy } from "../../run/content-digest.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { type Disposition, dispositionOf, type Judges, notWritten } from "./disposition.ts";
import { isAllStripped, releasedOf } from "./kept.ts";
import { isSameText } from "./measured-parts.ts";
import { deniedOf, takerOf, unscoredKey } from "./score-of.ts";
import { type Scored, scoresOf } from "./scored.ts";

/** A pair that was not written: no caption, no image. */
export interface Removed {
  readonly key: string;
  readonly row: number;
  readonly sha256: string | null;
  readonly state: "removed" | "held";
  readonly rule: string;
  /** How many people said so: who they are stays with the run. */
  readonly reviewers: number;
}

/** What came of one shard. */
export interface CuratedShard {
  readonly shard: string;
  readonly pairs: number;
  readonly written: number;
  readonly removed: readonly Removed[];
  /** DataComp's uids of the pairs that were written, where the dataset has them. */
  readonly uids: readonly string[];
  readonly files: readonly string[];
  /** As the writer says of its pairs. */
  readonly kinds: readonly string[];
  readonly troubles: readonly string[];
  /** Tars inside of its tar whose pairs were written as those of a folder. */
  readonly unnested?: readonly string[];
  /** What nobody measured: of how many written pairs it was left out, by name, and in how many it is. */
  readonly stripped: Readonly<Record<string, number>>;
  readonly carried: Readonly<Record<string, number>>;
  /** Pictures that were written with their faces blurred, where that was asked. */
  readonly blurred?: readonly BlurredPicture[];
}

/** Pairs from one report of progress to the next. */
const SEEN_EVERY = 64;

const UID = /^[0-9a-f]{32}$/u;

/**
 * Writes what passes of one shard, in stored order, and says what does not. A pair that is no longer what
 * was audited is not written.
 * @throws the signal's reason when aborted; Error when the disk cannot be written
 */
export async function curateShard(
  shard: JoinedShard,
  view: DecidedRun,
  judges: Judges,
  {
    writer: whole,
    folder,
    as,
    carry,
    pieces,
    fields,
    finder,
    signal,
  }: {
    readonly writer: DatasetWriter;
    readonly folder: string;
    /** Name of the shard that is written. */
    readonly as: string;
    readonly pieces: string;
    /** Those of all pairs, where the writer must know them. */
    readonly fields: readonly FieldColumn[] | undefined;
    /** What is written unmeasured. */
    readonly carry: readonly string[];
    /** Finds the faces that are to be blurred; null blurs none. */
    readonly finder: FaceFinder | null;
    readonly signal: AbortSignal;
  },
  seen: (pairs: number) => void,
): Promise<CuratedShard> {
  const writer = whole.of?.(shard) ?? whole;
  const scored = await scoresOf(view, shard);
  const take = takerOf(scored);
  const judged = judgedBy(view.run.inputs.filters);
  const removed: Removed[] = [];
  const uids: string[] = [];
  const troubles: string[] = [];
  let [pairs, written] = [0, 0];
  const [stripped, carried] = [new Map<string, number>(), new Map<string, number>()];
  const unnested = new Set<string>();
  const blurred: BlurredPicture[] = [];
  const toCarry = new Set(carry);
  const out = await writer.begin({ folder, name: as, shard, pieces, carry, ...(fields && { fields }) });
  try {
    for await (const item of shard.read(signal)) {
      if (isTrouble(item)) {
        troubles.push(item.trouble);
        continue;
      }
      const score = take(item);
      if (score?.denied === true) {
        removed.push(deniedOf(score.key, item));
        if (++pairs % SEEN_EVERY === 0) seen(SEEN_EVERY);
        continue;
      }
      const released = await releasedOf(item, score, { judged, carry: toCarry, writer });
      const { kept } = released;
      let disposition = judge(kept, score, judges, writer, isAllStripped(item, kept, writer));
      const faceless =
        disposition.written && finder !== null ? await withoutFaces(kept, finder) : { kept, blurred: [] };
      if (faceless === null) disposition = notWritten("unblurred", "held");
      if (++pairs % SEEN_EVERY === 0) seen(SEEN_EVERY);
      if (disposition.written && faceless !== null) {
        await out.write(faceless.kept);
        blurred.push(...faceless.blurred);
        for (const { within } of item.members ?? []) if (within !== undefined) unnested.add(within);
        for (const name of released.stripped) stripped.set(name, (stripped.get(name) ?? 0) + 1);
        for (const name of released.carried) carried.set(name, (carried.get(name) ?? 0) + 1);
        written++;
        const uid = item.meta["uid"];
        if (typeof uid === "string" && UID.test(uid)) uids.push(uid);
      } else if (!disposition.written) {
        const key = score === undefined ? unscoredKey(shard.name, item, view.columns) : item.key;
        removed.push({ ...removedOf(kept, disposition), key });
      }
    }
    for (const { key, row, sha256 } of scored.values())
      removed.push({ key, row, sha256, state: "removed", rule: "gone", reviewers: 0 });
    seen(pairs % SEEN_EVERY);
    pairs += scored.size;
    const files = await out.finish();
    for (const name of out.stripped?.() ?? []) if (written > 0) stripped.set(name, written);
    for (const name of out.carried?.() ?? []) if (written > 0) carried.set(name, written);
    return {
      shard: shard.name,
      pairs,
      written,
      removed,
      uids,
      files,
      kinds: out.kinds(),
      troubles,
      ...(unnested.size > 0 && { unnested: [...unnested] }),
      stripped: Object.fromEntries(stripped),
      carried: Object.fromEntries(carried),
      ...(finder !== null && { blurred }),
    };
  } catch (error) {
    await out.abandon();
    throw error;
  }
}

function judge(
  kept: KeptPair,
  score: Scored | undefined,
  judges: Judges,
  writer: DatasetWriter,
  allStripped: boolean,
): Disposition {
  if (score === undefined) return notWritten("not-audited", "held");
  if (!isAsAudited(kept, score)) return notWritten("changed", "removed");
  const disposition = dispositionOf(score, judges);
  if (!disposition.written) return disposition;
  if (writer.refuses(kept) !== null) return notWritten("not-writable", "removed");
  return allStripped ? notWritten("all-stripped", "removed") : disposition;
}

/** An image that was never hashed, since no filter asked for it, has nothing to be compared with. */
function isAsAudited({ pair, sha256 }: KeptPair, score: Scored): boolean {
  const sameImage = score.sha256 === null || score.sha256 === sha256;
  return isSameText(pair.caption ?? null, score.caption) && sameImage;
}

function removedOf(
  { pair, sha256 }: KeptPair,
  disposition: Extract<Disposition, { written: false }>,
): Removed {
  const { state, rule, reviewers } = disposition;
  return { key: pair.key, row: pair.row, sha256, state, rule, reviewers };
}
