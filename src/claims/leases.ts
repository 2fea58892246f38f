import { mkdir } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { type Holder, isGone, thisHolder } from "../process/holder.ts";
import { backOff, type Claim, type Claims, type GivenUp, MOST_ATTEMPTS, type Work } from "./claim.ts";
import { type Attempt, type LeaseBook, LeaseFiles } from "./lease-file.ts";

/** How long, seconds, a lease may show no life before another takes the shard. */
export const LEASE_SECONDS = 60;
/** Attempts whose workers vanished, after which a shard is given up: it may be what ends them. */
const MOST_VANISHED = 20;
/** How often who waits looks again, milliseconds. */
const LOOK_EVERY = 300;

export interface LeaseOptions {
  readonly seconds?: number;
  /** Milliseconds between signs of life; a quarter of the lease unless given. */
  readonly beatEvery?: number;
  /** Whether shards that failed before are tried again. */
  readonly again?: boolean;
  /** Shard to begin with, counted in the list behind the large ones: workers that begin apart seldom meet. */
  readonly from?: number;
  readonly holder?: Holder;
  readonly clock?: Clock;
}

/** Time as claims see it, in milliseconds; it never goes back. */
export interface Clock {
  now(): number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Begins something again and again, done or not. @returns what ends it */
  every(ms: number, act: () => Promise<void>): () => void;
}

const realClock: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) => pause(ms, undefined, { signal }),
  every(ms, act) {
    const timer = setInterval(() => void act(), ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};

/**
 * Claims by files in a folder that all workers share: `<shard>.<n>.lease` is named once, by a hard link, so that an
 * attempt's number has one holder on local and network file systems. A holder lets its lease beat; who sees no beat
 * for `seconds` of its own clock takes the number after it. A holder that comes back finds that number taken.
 */
export async function openLeases(
  work: Work,
  { folder, ...options }: LeaseOptions & { /** Made when absent. */ readonly folder: string },
): Promise<Claims> {
  await mkdir(folder, { recursive: true });
  return openLeasesIn(new LeaseFiles(folder), work, options);
}

/** Claims by leases wherever they stand; a number has one holder there too. */
export async function openLeasesIn(book: LeaseBook, work: Work, options: LeaseOptions): Promise<Claims> {
  if (options.again === true) await book.forgive();
  return new Leases(book, work, options);
}

/** The last sign of life of somebody's lease, by this process's own clock. */
interface Seen {
  readonly sign: string;
  readonly since: number;
}

class Leases implements Claims {
  readonly #work: Work;
  readonly #files: LeaseBook;
  readonly #holder: Holder;
  readonly #patience: number;
  readonly #beatEvery: number;
  readonly #clock: Clock;
  /** Shards that nobody here has asked for yet, the next one last. */
  readonly #fresh: string[];
  /** Shards that others held, or that failed. */
  readonly #later = new Set<string>();
  readonly #mine = new Map<string, LeasedShard>();
  readonly #seen = new Map<string, Seen>();
  readonly #givenUp = new Map<string, string>();

  constructor(
    book: LeaseBook,
    work: Work,
    { seconds = LEASE_SECONDS, beatEvery = 250 * seconds, from = 0, holder, clock }: LeaseOptions,
  ) {
    this.#work = work;
    this.#beatEvery = beatEvery;
    this.#files = book;
    this.#holder = holder ?? thisHolder();
    this.#patience = 1000 * seconds;
    this.#clock = clock ?? realClock;
    const { shards, large = 0 } = work;
    const others = shards.slice(large);
    const first = others.length === 0 ? 0 : from % others.length;
    this.#fresh = [...shards.slice(0, large), ...others.slice(first), ...others.slice(0, first)].reverse();
  }

  async next(signal: AbortSignal): Promise<Claim | null> {
    for (;;) {
      signal.throwIfAborted();
      for (let shard = this.#fresh.pop(); shard !== undefined; shard = this.#fresh.pop()) {
        const claim = await this.#try(shard);
        if (claim !== null) return claim;
      }
      for (const shard of [...this.#later]) {
        signal.throwIfAborted();
        const claim = this.#mine.has(shard) ? null : await this.#try(shard);
        if (claim !== null) return claim;
      }
      // What another lane of this process holds is that lane's to end, or to try again.
      if ([...this.#later].every((shard) => this.#mine.has(shard))) return null;
      await this.#clock.wait(LOOK_EVERY, signal);
    }
  }

  async givenUp(): Promise<readonly GivenUp[]> {
    return [...this.#givenUp].map(([shard, reason]) => ({ shard, reason }));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#mine.values()].map((claim) => claim.release()));
  }

  async #try(shard: string): Promise<Claim | null> {
    this.#later.delete(shard);
    if (this.#work.isDone(shard)) return null;
    // Before anything is waited for, so that no other lane asks for it as well.
    this.#later.add(shard);
    const last = await this.#files.latest(shard);
    const number = last === null ? 1 : await this.#after(shard, last);
    if (number === null || !(await this.#files.take(shard, number, this.#holder))) return null;
    const every = (act: () => Promise<void>) => this.#clock.every(this.#beatEvery, act);
    const claim = new LeasedShard(shard, number, this.#files, this.#holder, every, (failure) => {
      this.#mine.delete(shard);
      if (failure === undefined) this.#later.delete(shard);
    });
    this.#mine.set(shard, claim);
    // Its holder may have ended between the look and the lease.
    if (!this.#work.isDone(shard)) return claim;
    await claim.done();
    return null;
  }

  /** The number to take after an attempt; null where its holder lives, or it is too early, or the shard is given up. */
  async #after(shard: string, { number, lease, failed }: Attempt): Promise<number | null> {
    const sign = failed === null ? `${number} ${lease?.holder.id} ${lease?.beat}` : `${number} failed`;
    const now = this.#clock.now();
    const seen = this.#seen.get(shard);
    if (seen?.sign !== sign) this.#seen.set(shard, { sign, since: now });
    const waited = seen?.sign === sign ? now - seen.since : 0;
    if (failed === null) {
      if (waited < this.#patience && !(lease !== null && isGone(lease.holder))) return null;
      return number < MOST_VANISHED ? number + 1 : this.#giveUp(shard, "its workers vanished each time");
    }
    if (number >= MOST_ATTEMPTS) return this.#giveUp(shard, failed);
    return waited < backOff(number) ? null : number + 1;
  }

  #giveUp(shard: string, reason: string): null {
    this.#givenUp.set(shard, reason);
    this.#later.delete(shard);
    return null;
  }
}

class LeasedShard implements Claim {
  readonly shard: string;
  readonly attempt: number;
  readonly #files: LeaseBook;
  readonly #over: (failure?: string) => void;
  readonly #stop: () => void;
  readonly #lost = new AbortController();
  #beating: Promise<void> = Promise.resolve();
  #beat = 0;
  #open = true;

  constructor(
    shard: string,
    attempt: number,
    files: LeaseBook,
    holder: Holder,
    every: (act: () => Promise<void>) => () => void,
    over: (failure?: string) => void,
  ) {
    this.shard = shard;
    this.attempt = attempt;
    this.#files = files;
    this.#over = over;
    this.#stop = every(() => {
      this.#beating = this.#beating.then(() => this.#live(holder));
      return this.#beating;
    });
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async #live(holder: Holder): Promise<void> {
    if (!this.#open) return;
    if (await this.#files.exists(this.shard, this.attempt + 1).catch(() => false))
      return this.#lost.abort(new Error(`another worker has shard "${this.shard}" by now`));
    // A folder that cannot be reached for a while is no reason to stop: the store decides in the end.
    const value = { holder, beat: ++this.#beat };
    const isThere = await this.#files.beat(this.shard, this.attempt, value).catch(() => true);
    if (!isThere) this.#lost.abort(new Error(`shard "${this.shard}" is done by now`));
  }

  async done(): Promise<void> {
    if (await this.#end()) for (let n = this.attempt; n >= 1; n--) await this.#files.remove(this.shard, n);
    this.#over();
  }

  async failed(reason: string): Promise<void> {
    // A failure of a shard that another has done by now would outlive the run.
    if ((await this.#end()) && (await this.#files.exists(this.shard, this.attempt)))
      await this.#files.fail(this.shard, this.attempt, reason);
    this.#over(reason);
  }

  async release(): Promise<void> {
    if ((await this.#end()) && !(await this.#files.exists(this.shard, this.attempt + 1)))
      await this.#files.remove(this.shard, this.attempt);
    this.#over("released");
  }

  /** Ends the beat; false where it had ended. */
  async #end(): Promise<boolean> {
    if (!this.#open) return false;
    this.#open = false;
    this.#stop();
    await this.#beating;
    return true;
  }
}
