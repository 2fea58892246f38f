import type { Claims, Work } from "../../claims/claim.ts";
import { LEASE_SECONDS, openLeases } from "../../claims/leases.ts";
import type { Context } from "../../process/events.ts";
import { claimsFolder } from "../../run/run.ts";

/** After how long, milliseconds, who waits for another says so. */
const SAID_AFTER = 1000;

/** How somebody becomes the one who seals. */
export interface SealerWish extends Pick<Context, "emit"> {
  readonly signal?: AbortSignal;
  /** Seconds without a sign of life after which another may seal. */
  readonly seconds?: number;
  /** Where the right to do it is claimed; lease files in the run's folder unless given. */
  readonly claims?: (work: Work, options: { readonly seconds: number }) => Promise<Claims>;
  /** Whether another has done it by now; without it, it is done again. */
  isDone?(): boolean;
}

/**
 * Lets one alone seal a run, which is claimed as a shard is; whoever comes second waits.
 * @returns null where it is done by then, or where so many vanished over it that it was given up
 */
export async function asSealer<T>(
  folder: string,
  {
    emit,
    signal = new AbortController().signal,
    seconds = LEASE_SECONDS,
    isDone = () => false,
    claims: open = (what, options) => openLeases(what, { folder: claimsFolder(folder), ...options }),
  }: SealerWish,
  seal: () => Promise<T>,
): Promise<T | null> {
  const claims = await open({ shards: ["%seal"], isDone }, { seconds });
  const timer = setTimeout(() => emit({ type: "note", text: "waiting: another seals the run" }), SAID_AFTER);
  try {
    const claim = await claims.next(signal);
    clearTimeout(timer);
    if (claim === null) return null;
    const sealed = await seal();
    await claim.done();
    return sealed;
  } finally {
    clearTimeout(timer);
    await claims.close();
  }
}
