import { type AddressRule, bareHost, pause } from "../../datasets/index.ts";

/** Milliseconds for which an answer about a name is believed. */
const BELIEVED_MS = 5 * 60_000;
/** Names that are remembered. */
const NAMES = 50_000;

/** Answers of a name server that say that there is no such name: all others may be other in a moment. */
const NAMELESS = new Set(["ENOTFOUND", "ENODATA"]);

/** Asks for a name's addresses once, whoever wants them meanwhile; that there are none is remembered too. */
export function cachedRule(rule: AddressRule): AddressRule {
  const known = new Map<string, { readonly until: number; readonly found: Promise<readonly string[]> }>();
  return {
    isAllowed: (address) => rule.isAllowed(address),
    resolve(host) {
      const before = known.get(host);
      if (before !== undefined && before.until > Date.now()) return before.found;
      const found = rule.resolve(host);
      const entry = { until: Date.now() + BELIEVED_MS, found };
      found.catch((cause: NodeJS.ErrnoException) => {
        if (!NAMELESS.has(cause.code ?? "") && known.get(host) === entry) known.delete(host);
      });
      known.delete(host);
      known.set(host, entry);
      const [oldest] = known.keys();
      if (known.size > NAMES && oldest !== undefined) known.delete(oldest);
      return found;
    },
  };
}

/** What comes of a promise, or the signal's reason where that is first. */
export async function orAborted<T>(wanted: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
  });
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([wanted, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Lets at most so many do something with a host at once. */
export interface HostSlots {
  /** @param lane what is not held while others have the places: who has one may wait for a lane itself */
  run<T>(url: URL, lane: Lane, work: () => Promise<T>): Promise<T>;
}

/** @param most at once for one host, whatever its ports and schemes */
export function hostSlots(most: number): HostSlots {
  const waiting = new Map<string, (() => void)[]>();
  const busy = new Map<string, number>();
  return {
    async run(url, lane, work) {
      const host = bareHost(url.hostname);
      if ((busy.get(host) ?? 0) >= most) {
        // Whoever leaves hands the place on, so that nobody slips in between.
        const place = new Promise<void>((resolve) => {
          const queue = waiting.get(host) ?? [];
          waiting.set(host, queue);
          queue.push(resolve);
        });
        await lane.aside(() => place);
      } else busy.set(host, (busy.get(host) ?? 0) + 1);
      try {
        return await work();
      } finally {
        const next = waiting.get(host)?.shift();
        if (next) next();
        else {
          waiting.delete(host);
          const left = (busy.get(host) ?? 1) - 1;
          if (left === 0) busy.delete(host);
          else busy.set(host, left);
        }
      }
    },
  };
}

/** Lets requests to a host begin so far apart as it wants. @returns waits for the turn of a request, by milliseconds */
export function hostPace(): (url: URL, ms: number, signal: AbortSignal) => Promise<void> {
  const free = new Map<string, number>();
  return async (url, ms, signal) => {
    const host = bareHost(url.hostname);
    const now = performance.now();
    const at = Math.max(now, free.get(host) ?? now);
    free.delete(host);
    free.set(host, at + ms);
    const [oldest] = free.keys();
    if (free.size > NAMES && oldest !== undefined) free.delete(oldest);
    if (at > now) await pause(at - now, signal);
  };
}

/** What a job works in. */
export interface Lane {
  /** Waits for something without holding the lane: other hosts' jobs are done in it meanwhile. */
  aside<T>(wait: () => Promise<T>): Promise<T>;
}

/**
 * Does jobs in lanes, by turns of their hosts, so that no host gets many requests in a row and none holds up the others.
 * @param most jobs of one host at once, those that wait aside among them
 * @param onIdle told when more than half of the lanes find nothing to do: what is left are hosts that have their most
 */
export function byTurns<T>(
  jobs: readonly T[],
  hostOf: (job: T) => string,
  lanes: number,
  most: number,
  work: (job: T, lane: Lane) => Promise<void>,
  onIdle: () => void = () => {},
): Promise<void> {
  const queues = new Map<string, T[]>();
  for (const job of jobs) {
    const queue = queues.get(hostOf(job)) ?? [];
    queues.set(hostOf(job), queue);
    queue.push(job);
  }
  const busy = new Map<string, number>();
  const next = (): readonly [string, T] | undefined => {
    for (const [host, queue] of queues) {
      if ((busy.get(host) ?? 0) >= most) continue;
      const job = queue.shift() as T;
      // Its next turn comes after every other host's.
      queues.delete(host);
      if (queue.length > 0) queues.set(host, queue);
      return [host, job];
    }
    return undefined;
  };
  return new Promise((resolve, reject) => {
    let [free, under, isOver] = [lanes, 0, false];
    const back: (() => void)[] = [];
    const lane: Lane = {
      async aside(wait) {
        free++;
        fill();
        try {
          return await wait();
        } finally {
          await new Promise<void>((goOn) => {
            back.push(goOn);
            fill();
          });
        }
      },
    };
    const one = async (host: string, job: T) => {
      try {
        await work(job, lane);
      } catch (cause) {
        isOver = true;
        reject(cause);
      }
      [free, under] = [free + 1, under - 1];
      busy.set(host, (busy.get(host) ?? 1) - 1);
      fill();
    };
    // Whoever comes back goes before whoever begins; once one failed nobody begins, and all go on to their ends.
    const fill = () => {
      while (free > 0 || isOver) {
        const goOn = back.shift();
        const taken = goOn === undefined && !isOver ? next() : undefined;
        if (goOn === undefined && taken === undefined) break;
        free--;
        goOn?.();
        if (taken === undefined) continue;
        const [host, job] = taken;
        under++;
        busy.set(host, (busy.get(host) ?? 0) + 1);
        void one(host, job);
      }
      if (free * 2 > lanes) onIdle();
      if (under === 0) resolve();
    };
    fill();
  });
}
