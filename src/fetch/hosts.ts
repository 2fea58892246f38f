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
  run<T>(url: URL, work: () => Promise<T>): Promise<T>;
}

/** @param most at once for one host, whatever its ports and schemes */
export function hostSlots(most: number): HostSlots {
  const waiting = new Map<string, (() => void)[]>();
  const busy = new Map<string, number>();
  return {
    async run(url, work) {
      const host = bareHost(url.hostname);
      if ((busy.get(host) ?? 0) >= most)
        // Whoever leaves hands the place on, so that nobody slips in between.
        await new Promise<void>((resolve) => {
          const queue = waiting.get(host) ?? [];
          waiting.set(host, queue);
          queue.push(resolve);
        });
      else busy.set(host, (busy.get(host) ?? 0) + 1);
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

/**
 * Does jobs in lanes, by turns of their hosts, so that no host gets many requests in a row and none holds up the others.
 * @param most jobs of one host at once
 */
export async function byTurns<T>(
  jobs: readonly T[],
  hostOf: (job: T) => string,
  lanes: number,
  most: number,
  work: (job: T) => Promise<void>,
): Promise<void> {
  const queues = new Map<string, T[]>();
  for (const job of jobs) {
    const queue = queues.get(hostOf(job)) ?? [];
    queues.set(hostOf(job), queue);
    queue.push(job);
  }
  const busy = new Map<string, number>();
  let wake: (() => void)[] = [];
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
  const lane = async () => {
    while (queues.size > 0) {
      const taken = next();
      if (taken === undefined) {
        await new Promise<void>((resolve) => wake.push(resolve));
        continue;
      }
      const [host, job] = taken;
      busy.set(host, (busy.get(host) ?? 0) + 1);
      try {
        await work(job);
      } finally {
        busy.set(host, (busy.get(host) ?? 1) - 1);
        const woken = wake;
        wake = [];
        for (const one of woken) one();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, jobs.length) }, lane));
}
