/** A worker's right to score one shard. It saves work, no more: what keeps a shard whole is that its file is named once. */
export interface Claim {
  readonly shard: string;
  /** How often the shard was claimed, from 1. */
  readonly attempt: number;
  /** Aborted once another worker may have the shard. */
  readonly lost: AbortSignal;
  /** The shard's file is there. */
  done(): Promise<void>;
  /** The shard could not be scored: somebody may try again later. */
  failed(reason: string): Promise<void>;
  /** Gives the shard back untried. */
  release(): Promise<void>;
}

/** Who may score what: shards come from here, one by one, to however many workers ask. */
export interface Claims {
  /**
   * The next shard that nobody else has. Where the ones that are left are held by others it waits: they may die.
   * @returns null once nothing is left to score, or nothing but what was given up
   * @throws the signal's reason once it is aborted
   */
  next(signal: AbortSignal): Promise<Claim | null>;
  /** Shards that failed as often as they may, and why at last. */
  givenUp(): Promise<readonly GivenUp[]>;
  close(): Promise<void>;
}

/** A shard that failed as often as it may. */
export interface GivenUp {
  readonly shard: string;
  readonly reason: string;
}

/** What a driver is told: which shards there are, and whether one is done by now. */
export interface Work {
  readonly shards: readonly string[];
  /** So many at their begin are much larger than the others: whoever comes begins with those, so that none is left for last. */
  readonly large?: number;
  /** Whether the store holds the shard's file: it alone says so. */
  isDone(shard: string): boolean;
}

/** How often a shard may fail before it is given up. */
export const MOST_ATTEMPTS = 3;

/** After how long, milliseconds, a shard that failed is tried again. @param attempt the one that failed, from 1 */
export function backOff(attempt: number): number {
  return 250 * 4 ** attempt;
}
