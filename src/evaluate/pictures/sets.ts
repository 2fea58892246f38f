import { CliError } from "../../errors.ts";
import type { Looker, Seen } from "./looker.ts";
import { namesAPerson } from "./people.ts";
import { matches, type ReferencePair, readReference, type Skipped } from "./reference.ts";

/** A pair of the reference and what was measured of its picture. */
export interface SeenPair extends Omit<ReferencePair, "meta"> {
  readonly seen: Seen;
}

/** The reference, measured: what was trained on, what was held out, and whom it shows. */
export interface ReferenceSets {
  readonly trained: readonly SeenPair[];
  /** Pairs of the split `test`: concepts that training never saw. */
  readonly unseen: readonly SeenPair[];
  /** Pairs of every split that show a person, trained on or not. */
  readonly people: readonly SeenPair[];
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
const LEAST = 20;

/**
 * Reads and measures the reference, a batch at a time.
 * @throws CliError (exit code 2) when the dataset has too few pairs of either split
 */
export async function readSets(uri: string, looker: Looker, options: SetOptions): Promise<ReferenceSets> {
  const skipped: Skipped = { broken: 0, otherwise: 0 };
  const sets = { trained: [] as SeenPair[], unseen: [] as SeenPair[], people: [] as SeenPair[] };
  let read = 0;
  for await (const batch of batches(readReference(uri, options, skipped))) {
    const seen = await looker.look(batch.map(({ pixels }) => pixels));
    for (const [i, { meta, ...pair }] of batch.entries()) {
      const whole = { ...pair, seen: seen[i] as Seen };
      const selected = matches(meta, options.selection);
      if (pair.split === "train" && selected) sets.trained.push(whole);
      if (pair.split === "test" && selected) sets.unseen.push(whole);
      if (pair.gender !== null || pair.skinTones.length > 0 || namesAPerson(pair.caption))
        sets.people.push(whole);
    }
    read += batch.length;
    options.onRead?.(read);
  }
  for (const name of ["trained", "unseen"] as const)
    if (sets[name].length < LEAST)
      throw new CliError(
        `Cannot evaluate on "${uri}": wanted at least ${LEAST} pairs whose split is ${name === "trained" ? "train" : "test"} and which training selected, got ${sets[name].length}`,
        { exitCode: 2 },
      );
  return { ...sets, skipped };
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
