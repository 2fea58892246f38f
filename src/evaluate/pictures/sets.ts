import { CliError } from "../../errors.ts";
import type { Looker, Seen } from "./looker.ts";
import { showsAPerson } from "./people.ts";
import { matches, type ReferencePair, readReference, type Skipped } from "./reference.ts";

/** A pair of the reference and what was measured of its picture. */
export interface SeenPair extends Omit<ReferencePair, "meta" | "pixels"> {
  readonly seen: Seen;
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
 * Reads and measures the reference, a batch at a time.
 * @throws CliError (exit code 2) when the dataset has too few pairs of either split
 */
export async function readSets(uri: string, looker: Looker, options: SetOptions): Promise<ReferenceSets> {
  const skipped: Skipped = { broken: 0, otherwise: 0 };
  const parts = { train: [] as SeenPair[], test: [] as SeenPair[], combination: [] as SeenPair[] };
  const people: SeenPair[] = [];
  const { where, selection, side, signal } = options;
  const wants = (meta: ReferencePair["meta"]) => matches(meta, where);
  let read = 0;
  for await (const batch of batches(readReference(uri, { side, wants, signal }, skipped))) {
    const seen = await looker.look(batch.map(({ pixels }) => pixels));
    for (const [i, { meta, pixels: _, ...pair }] of batch.entries()) {
      const whole = { ...pair, seen: seen[i] as Seen };
      if (matches(meta, selection) && isPart(pair.split)) parts[pair.split].push(whole);
      if (showsAPerson(pair)) people.push(whole);
    }
    read += batch.length;
    options.onRead?.(read);
  }
  for (const name of ["train", "test"] as const)
    if (parts[name].length < LEAST)
      throw new CliError(
        `Cannot evaluate on "${uri}": wanted at least ${LEAST} pairs whose split is ${name} and which training selected, got ${parts[name].length}`,
        { exitCode: 2 },
      );
  return { trained: parts.train, unseen: parts.test, combined: parts.combination, people, skipped };
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
