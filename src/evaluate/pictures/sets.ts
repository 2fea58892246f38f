import { CliError } from "../../process/errors.ts";
import type { Descriptors, Looks, Print, Seen } from "./descriptors.ts";
import { showsAPerson } from "./people.ts";
import { matches, type ReferencePair, readReference, type Skipped } from "./reference.ts";
import { type SameConcept, searchSameConcept } from "./same-concept-search.ts";

/** A pair of the reference and what was measured of its picture. */
export interface SeenPair extends Omit<ReferencePair, "meta" | "pixels"> {
  readonly seen: Seen;
}

/** What pairs of one concept share: man, woman and anybody of one role, in every skin tone; else a pair's own key. */
export function conceptOf({ concept, key }: Pick<SeenPair, "concept" | "key">): string {
  return concept ?? key;
}

/** The reference, measured: what was trained on, what was held out, and whom it shows. */
export interface ReferenceSets {
  readonly trained: readonly SeenPair[];
  /** Pairs of the split `test`: concepts that training never saw. */
  readonly unseen: readonly SeenPair[];
  /** Pairs of the split `combination`: concepts that are trained on, but in other styles. */
  readonly combined: readonly SeenPair[];
  /** Pairs of every split that show a person, trained on or not. */
  readonly people: readonly SeenPair[];
  /** Every picture that was trained on, also those that are not asked for: copies are sought among them. */
  readonly searched: readonly Print[];
  /** Pictures in other styles than is asked for. */
  readonly sameConcept: SameConcept;
  readonly skipped: Readonly<Skipped>;
}

export interface SetOptions {
  readonly side: number;
  readonly where: ReadonlyMap<string, string>;
  /** Which pairs of the split `train` were trained on. */
  readonly selection: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
  readonly onRead?: (pairs: number) => void;
}

/** Pictures that are measured at a time. */
const BATCH = 32;
/** Fewer pairs than these on a side say nothing. */
export const LEAST = 20;

/**
 * Reads and measures the reference in one pass, a batch at a time. Held in memory is what was measured: a vector and a
 * hash of each training picture, one picture of each concept in each other style, and all of what is asked for.
 * @throws CliError (exit code 2) when the dataset has too few pairs of either split
 */
export async function readSets(
  uri: string,
  descriptors: Descriptors,
  options: SetOptions,
): Promise<ReferenceSets> {
  const skipped: Skipped = { broken: 0, otherwise: 0 };
  const parts = { train: [] as SeenPair[], test: [] as SeenPair[], combination: [] as SeenPair[] };
  const people: SeenPair[] = [];
  const searched: Print[] = [];
  const { where, selection, side, signal } = options;
  const asked = (meta: ReferencePair["meta"]) => matches(meta, where);
  const learned = (meta: ReferencePair["meta"]) => meta["split"] === "train" && matches(meta, selection);
  const sameConcept = searchSameConcept(where.size > 0 ? asked : (meta) => matches(meta, selection));
  const wants = (meta: ReferencePair["meta"]) => asked(meta) || learned(meta) || sameConcept.wants(meta);
  let read = 0;
  for await (const batch of batches(readReference(uri, { side, wants, signal }, skipped))) {
    const whole = batch.filter(({ meta }) => asked(meta));
    const others = batch.filter(({ meta }) => !asked(meta));
    const seen = await descriptors.look(whole.map(({ pixels }) => pixels));
    const glanced = await descriptors.glance(others.map(({ pixels }) => pixels));
    for (const [i, { meta, pixels: _, ...pair }] of whole.entries()) {
      const one = { ...pair, seen: seen[i] as Seen };
      if (matches(meta, selection) && isPart(pair.split)) parts[pair.split].push(one);
      if (showsAPerson(pair)) people.push(one);
    }
    const all: readonly (Looks & Print)[] = [...seen, ...glanced];
    for (const [i, { meta }] of [...whole, ...others].entries()) {
      const { features, hash, shape, palette } = all[i] as Looks & Print;
      if (learned(meta)) searched.push({ features, hash });
      sameConcept.take(meta, { features, shape, palette });
    }
    skipped.otherwise += others.length;
    read += batch.length;
    options.onRead?.(read);
  }
  for (const name of ["train", "test"] as const)
    if (parts[name].length < LEAST)
      throw new CliError(
        `Cannot evaluate on "${uri}": wanted at least ${LEAST} pairs whose split is ${name} and which training selected, got ${parts[name].length}`,
        { exitCode: 2 },
      );
  const { train: trained, test: unseen, combination: combined } = parts;
  return { trained, unseen, combined, people, searched, sameConcept: sameConcept.found, skipped };
}

function isPart(split: string): split is "train" | "test" | "combination" {
  return split === "train" || split === "test" || split === "combination";
}

async function* batches(pairs: AsyncIterable<ReferencePair>): AsyncGenerator<readonly ReferencePair[]> {
  let batch: ReferencePair[] = [];
  for await (const pair of pairs) {
    batch.push(pair);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
