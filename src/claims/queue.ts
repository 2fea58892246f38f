import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type Job, Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { CliError, oneLine } from "../process/errors.ts";
import { backOff, type Claim, type Claims, type GivenUp, MOST_ATTEMPTS, type Work } from "./claim.ts";
import { LEASE_SECONDS } from "./leases.ts";

/** Shards that wait in the queue at once, at most: it is filled in windows, however many there are. */
const WINDOW = 1_000;
/** How often a shard may stall, since its workers vanish, before it is given up. */
const MOST_STALLED = 20;
/** How often who waits looks again, milliseconds. */
const LOOK_EVERY = 300;

export interface QueueOptions {
  /** `redis://[user:password@]host:port[/db]`, `rediss://…` */
  readonly url: string;
  /** Of the run: workers of one name share one queue. */
  readonly name: string;
  readonly seconds?: number;
  /** Milliseconds between signs of life; a third of the lease unless given. */
  readonly beatEvery?: number;
  /** Whether shards that were given up are tried again. */
  readonly again?: boolean;
  /** Hears of a server that is out of reach, and that it is back. */
  readonly say?: (text: string) => void;
}

/**
 * Claims by a BullMQ queue on Redis or Valkey: each shard is a job by its name, at most once in the queue. A job whose
 * worker shows no life is handed out again. The queue is not trusted: a shard is done where the store holds its file.
 * @throws CliError (exit code 2) where the address is none
 */
export async function openQueue(work: Work, options: QueueOptions): Promise<Claims> {
  if (!/^rediss?:\/\/[^/]/u.test(options.url))
    throw new CliError(`Cannot use --queue: wanted redis://host:port, got another address`, { exitCode: 2 });
  return new QueueClaims(work, options);
}

class QueueClaims implements Claims {
  readonly #work: Work;
  readonly #lock: number;
  readonly #beatEvery: number;
  readonly #queue: Queue;
  readonly #worker: Worker;
  readonly #links: readonly Redis[];
  readonly #mine = new Set<QueuedShard>();
  /** The next shard of the list that was not put into the queue here. */
  #at = 0;
  #ready: Promise<void> | undefined;
  readonly #again: boolean;

  constructor(work: Work, options: QueueOptions) {
    const { url, name, seconds = LEASE_SECONDS, again = false, say = () => {} } = options;
    this.#work = work;
    this.#lock = 1000 * seconds;
    this.#beatEvery = options.beatEvery ?? this.#lock / 3;
    this.#again = again;
    // A command waits for the server to come back, however long.
    this.#links = [0, 1].map(() => new Redis(url, { maxRetriesPerRequest: null, retryStrategy: retryAfter }));
    hearLoss(this.#links[0] as Redis, say);
    this.#links[1]?.on("error", () => {});
    const [connection, blocking] = this.#links as [Redis, Redis];
    this.#queue = new Queue(name, { connection });
    this.#worker = new Worker(name, null, {
      connection: blocking,
      lockDuration: this.#lock,
      stalledInterval: Math.min(30_000, this.#lock),
      maxStalledCount: MOST_STALLED,
      drainDelay: 1,
    });
    this.#queue.on("error", () => {});
    this.#worker.on("error", () => {});
  }

  async next(signal: AbortSignal): Promise<Claim | null> {
    this.#ready ??= this.#begin();
    await this.#ready;
    for (;;) {
      signal.throwIfAborted();
      await this.#fill();
      const token = randomUUID();
      const job = (await this.#worker.getNextJob(token, { block: false })) as Job | undefined;
      if (job !== undefined) {
        const claim = new QueuedShard(job, token, this.#lock, this.#beatEvery, () =>
          this.#mine.delete(claim),
        );
        if (!this.#work.isDone(claim.shard)) {
          this.#mine.add(claim);
          return claim;
        }
        await claim.done();
        continue;
      }
      if (this.#at < this.#work.shards.length) continue;
      const {
        active = 0,
        delayed = 0,
        waiting = 0,
      } = await this.#queue.getJobCounts("active", "delayed", "waiting");
      const others = active - this.#mine.size;
      if (others <= 0 && delayed === 0 && waiting === 0 && !(await this.#lost())) return null;
      await pause(LOOK_EVERY, undefined, { signal });
    }
  }

  async givenUp(): Promise<readonly GivenUp[]> {
    const failed = await this.#queue.getFailed();
    return failed
      .filter(({ id = "" }) => !this.#work.isDone(shardOf(id)))
      .map(({ id = "", failedReason }) => ({ shard: shardOf(id), reason: failedReason }));
  }

  async close(): Promise<void> {
    const quiet = () => {};
    // A server that is gone must not hold up a worker that ends; what it held stalls, and is handed out again.
    const wait = Promise.all([...this.#mine].map((claim) => claim.release().catch(quiet)));
    await Promise.race([wait, pause(2_000)]);
    await Promise.race([this.#worker.close(true).catch(quiet), pause(2_000)]);
    await Promise.race([this.#queue.close().catch(quiet), pause(2_000)]);
    for (const link of this.#links) link.disconnect();
  }

  async #begin(): Promise<void> {
    await this.#worker.startStalledCheckTimer();
    if (this.#again) for (const job of await this.#queue.getFailed()) await job.retry();
  }

  /** Puts shards into the queue while few wait there; whoever does so first, others change nothing by doing it too. */
  async #fill(): Promise<void> {
    const { shards, isDone } = this.#work;
    if (this.#at === shards.length || (await this.#queue.getWaitingCount()) > WINDOW / 2) return;
    const names: string[] = [];
    for (; this.#at < shards.length && names.length < WINDOW; this.#at++) {
      const name = shards[this.#at] as string;
      if (!isDone(name)) names.push(name);
    }
    await this.#queue.addBulk(names.map((name) => ({ name: "shard", data: {}, opts: optionsOf(name) })));
  }

  /** Puts shards back that the queue holds for done and the store does not; whether there were any. */
  async #lost(): Promise<boolean> {
    const missing = this.#work.shards.filter((name) => !this.#work.isDone(name));
    let back = 0;
    for (const name of missing) {
      const job = await this.#queue.getJob(idOf(name));
      const state = job === undefined ? "gone" : await job.getState();
      if (state === "completed") await job?.remove();
      if (state !== "completed" && state !== "gone" && state !== "unknown") continue;
      await this.#queue.add("shard", {}, optionsOf(name));
      back++;
    }
    return back > 0;
  }
}

class QueuedShard implements Claim {
  readonly shard: string;
  readonly attempt: number;
  readonly #job: Job;
  readonly #token: string;
  readonly #over: () => void;
  readonly #timer: NodeJS.Timeout;
  readonly #lost = new AbortController();

  constructor(job: Job, token: string, lock: number, beatEvery: number, over: () => void) {
    this.shard = shardOf(job.id ?? "");
    this.attempt = job.attemptsMade + 1;
    this.#job = job;
    this.#token = token;
    this.#over = over;
    this.#timer = setInterval(() => {
      job.extendLock(token, lock).catch((error: unknown) => {
        // Without the lock another has it; without the server nobody knows yet.
        if (/lock/iu.test(oneLine(error)))
          this.#lost.abort(new Error(`another worker has shard "${this.shard}" by now`));
      });
    }, beatEvery);
    this.#timer.unref();
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  done(): Promise<void> {
    return this.#end(() => this.#job.moveToCompleted(null, this.#token, false));
  }

  failed(reason: string): Promise<void> {
    return this.#end(() => this.#job.moveToFailed(new Error(reason), this.#token, false));
  }

  release(): Promise<void> {
    return this.#end(() => this.#job.moveToWait(this.#token));
  }

  /** The file says what is done; a queue that has given the shard to another by now is of no matter. */
  async #end(move: () => Promise<unknown>): Promise<void> {
    clearInterval(this.#timer);
    await move().catch(() => {});
    this.#over();
  }
}

/** Colons mean something in a job's id, and whole numbers are not allowed. */
function idOf(shard: string): string {
  return `s-${encodeURIComponent(shard)}`;
}

function shardOf(id: string): string {
  return decodeURIComponent(id.slice(2));
}

function optionsOf(shard: string) {
  return {
    jobId: idOf(shard),
    attempts: MOST_ATTEMPTS,
    backoff: { type: "exponential", delay: backOff(1) },
  };
}

/** Milliseconds until the next try to reach the server. */
function retryAfter(times: number): number {
  return Math.min(250 * times, 5_000);
}

function hearLoss(link: Redis, say: (text: string) => void): void {
  let gone = false;
  link.on("error", (error: unknown) => {
    if (!gone) say(`the queue is out of reach (${oneLine(error)}); waiting for it`);
    gone = true;
  });
  link.on("ready", () => {
    if (gone) say("the queue is back");
    gone = false;
  });
}
