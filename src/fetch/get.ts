import { STATUS_CODES } from "node:http";
import {
  type AddressRule,
  allowedAddresses,
  countTraffic,
  isPassing,
  nextOf,
  openWeb,
  pause,
  pauseBefore,
} from "../../datasets/index.ts";
import { fetchable } from "./fetchable.ts";
import { cachedRule, hostPace, hostSlots, type Lane, orAborted } from "./hosts.ts";
import type { AddressList } from "./lists.ts";
import { Refusal, refuseHead, worded } from "./refusal.ts";
import { isReserved, robotsRule } from "./robots.ts";

/** How much a single address may cost. */
export interface Limits {
  /** Milliseconds for one request, its robots.txt included, to the last byte. */
  readonly timeoutMs: number;
  readonly mostBytes: number;
  readonly redirects: number;
  readonly tries: number;
  /** Milliseconds that a server may ask to wait. */
  readonly mostPauseMs: number;
  /** Milliseconds that robots.txt may want between two requests to its host: whoever wants more gets so much. */
  readonly mostDelayMs: number;
}

/** What came of an address; messages name no host, so that they can be counted. */
export type Got =
  | { readonly status: "success"; readonly bytes: Buffer }
  | { readonly status: "failed"; readonly error: string }
  | { readonly status: "denied" };

/** Connections to one host. */
export const PER_HOST = 2;
/** What of a robots.txt is read (RFC 9309 asks for this much at least). */
const ROBOTS_BYTES = 512 * 1024;
/** Why nothing on an opt-out list is fetched. */
export const OPTED_OUT = "Cannot fetch: it is on an opt-out list";
/** By what name robots.txt and headers know this program. */
export const AGENT = "SluiceFetch";

interface World {
  /** How names are resolved and which addresses may be asked: handed in by code, never by a flag or a setting. */
  readonly rule: AddressRule;
  readonly limits: Limits;
  /** Whole, with a way to reach who runs it. */
  readonly userAgent: string;
  readonly denied: AddressList;
  readonly optedOut: AddressList;
}

/** Fetches addresses that data name, and nobody has looked at. */
export interface Getter {
  /** @param lane what is not held while a host wants a pause */
  get(written: string, signal: AbortSignal, lane: Lane): Promise<Got>;
  close(): Promise<void>;
}

class Denied extends Error {}

/** Opens what fetches: known-bad addresses are never asked, private ones neither, at any redirect. */
export function openGetter({ rule, limits, userAgent, denied, optedOut }: World): Getter {
  const own = cachedRule(rule);
  const web = openWeb(own, {
    connections: PER_HOST,
    connectMs: Math.min(10_000, limits.timeoutMs),
    idleMs: limits.timeoutMs,
  });
  const slots = hostSlots(PER_HOST);
  const turn = hostPace();
  const headers = { "user-agent": userAgent };

  async function body(answer: Awaited<ReturnType<typeof web.ask>>, most: number, whole: boolean) {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of answer.body) {
      bytes += chunk.length;
      countTraffic("bytes", chunk.length);
      if (bytes > most && whole) throw new Refusal(`Cannot fetch: wanted at most ${most} bytes, got more`);
      chunks.push(chunk);
      if (bytes > most) break;
    }
    return Buffer.concat(chunks);
  }

  const robots = robotsRule(AGENT, async (url) => {
    // It speaks for every picture of its host, and none may wait for it for ever: one clock, and a second try in it.
    const signal = AbortSignal.timeout(limits.timeoutMs);
    const first = await robotsOf(url, signal);
    return first === "unreachable" && !signal.aborted ? robotsOf(url, signal) : first;
  });

  async function robotsOf(
    first: URL,
    signal: AbortSignal,
  ): Promise<{ readonly text: string } | "none" | "unreachable"> {
    let url = first;
    try {
      for (let redirects = 0; redirects <= limits.redirects; redirects++) {
        if (denied.hasUrl(url)) return "unreachable";
        countTraffic("requests");
        const answer = await web.ask(url, { headers, signal });
        const { status } = answer;
        if (status === 200) return { text: (await body(answer, ROBOTS_BYTES, false)).toString("utf8") };
        answer.discard();
        const location = answer.header("location");
        if (status >= 400 && status < 500 && status !== 429) return "none";
        if (status < 300 || status > 399 || location === undefined) return "unreachable";
        url = nextOf(url, location);
      }
      return "none";
    } catch {
      return "unreachable";
    }
  }

  /** One request: a picture's bytes, or where it leads. */
  async function hop(
    url: URL,
    written: string | undefined,
    signal: AbortSignal,
    lane: Lane,
  ): Promise<Buffer | URL | number> {
    if (denied.hasUrl(url, written)) throw new Denied();
    if (optedOut.hasUrl(url, written)) throw new Refusal(OPTED_OUT);
    return slots.run(url, lane, async () => {
      // The clock starts when it is this address's turn, and stands still where its host wants a pause.
      const began = performance.now();
      const delayMs = await timed(limits.timeoutMs, signal, (own) => permitted(url, own));
      const left = Math.max(1, limits.timeoutMs - (performance.now() - began));
      if (delayMs > 0) await lane.aside(() => turn(url, Math.min(delayMs, limits.mostDelayMs), signal));
      return timed(left, signal, (own) => asked(url, own));
    });
  }

  async function timed<T>(ms: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>) {
    const limit = AbortSignal.timeout(Math.ceil(ms));
    try {
      return await work(AbortSignal.any([signal, limit]));
    } catch (cause) {
      signal.throwIfAborted();
      if (limit.aborted) throw new Refusal(`Cannot fetch: it took longer than ${limits.timeoutMs} ms`);
      throw cause;
    }
  }

  /** @returns milliseconds that its host wants between requests @throws Refusal where it wants none */
  async function permitted(url: URL, signal: AbortSignal): Promise<number> {
    // Before its robots.txt, so that the reason is its own.
    await allowedAddresses(url.hostname, own);
    const { verdict, delayMs } = await orAborted(robots(url), signal);
    if (verdict === "allowed") return delayMs;
    throw new Refusal(
      verdict === "forbidden"
        ? "Cannot fetch: robots.txt of its host forbids it"
        : "Cannot fetch: robots.txt of its host cannot be had",
    );
  }

  async function asked(url: URL, signal: AbortSignal): Promise<Buffer | URL | number> {
    countTraffic("requests");
    const answer = await web.ask(url, { headers: { ...headers, accept: "image/*,*/*;q=0.1" }, signal });
    const { status } = answer;
    const location = answer.header("location");
    if (isReserved((name) => answer.header(name), AGENT)) {
      answer.discard();
      // As img2dataset words it.
      throw new Refusal("Use of image disallowed by X-Robots-Tag directive");
    }
    if (status === 200) {
      refuseHead(answer, limits.mostBytes);
      return body(answer, limits.mostBytes, true);
    }
    answer.discard();
    if (status > 299 && status < 400 && location !== undefined) return nextOf(url, location);
    if (isPassing(status)) return pauseBefore(0, answer);
    throw new Refusal(`HTTP Error ${status}: ${STATUS_CODES[status] ?? "unknown"}`);
  }

  async function once(
    first: URL,
    written: string,
    signal: AbortSignal,
    lane: Lane,
  ): Promise<Buffer | number> {
    let url = first;
    for (let redirects = 0; redirects <= limits.redirects; redirects++) {
      const found = await hop(url, redirects === 0 ? written : undefined, signal, lane);
      if (!(found instanceof URL)) return found;
      url = found;
    }
    throw new Refusal(`Cannot fetch: wanted at most ${limits.redirects} redirects, got more`);
  }

  return {
    close: () => web.close(),
    async get(written, signal, lane) {
      const url = fetchable(written);
      if (typeof url === "string") return { status: "failed", error: url };
      let error = "";
      for (let failures = 0; failures < limits.tries; failures++) {
        let wait = pauseBefore(failures);
        try {
          const got = await once(url, written, signal, lane);
          if (typeof got !== "number") return { status: "success", bytes: got };
          [wait, error] = [got, "Cannot fetch: its host answers later (408, 429 or 5xx)"];
        } catch (cause) {
          signal.throwIfAborted();
          if (cause instanceof Denied) return { status: "denied" };
          const { reason, isFinal } = worded(cause);
          error = reason;
          if (isFinal) break;
        }
        if (failures + 1 >= limits.tries) break;
        countTraffic("retries");
        await lane.aside(() => pause(Math.min(wait, limits.mostPauseMs), signal));
      }
      return { status: "failed", error };
    },
  };
}
