import { setTimeout as wait } from "node:timers/promises";
import type { WebAnswer } from "./web.ts";

/** Tries of one request that give nothing new. */
export const TRIES = 6;
/** Milliseconds before a second try, doubled for each further one; a random part of it is waited. */
const FIRST_MS = 200;
const MOST_MS = 20_000;
/** No place is waited for longer, whatever it asks for. */
const MOST_ASKED_MS = 120_000;

/** Whether the same request may do better later. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** Milliseconds until a next try: as long as the answer asks, else a random part of what doubles each time. */
export function pauseBefore(failures: number, answer?: Pick<WebAnswer, "header">): number {
  const asked = answer?.header("retry-after");
  if (asked !== undefined) {
    // C's form of a date names no zone: all are GMT.
    const date = Date.parse(asked.endsWith("GMT") ? asked : `${asked} GMT`);
    const seconds = /^\d+$/u.test(asked) ? Number(asked) : (date - Date.now()) / 1000;
    if (seconds >= 0) return Math.min(MOST_ASKED_MS, seconds * 1000);
  }
  return Math.random() * Math.min(MOST_MS, FIRST_MS * 2 ** failures);
}

/** Waits, unless somebody stops it. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await wait(ms, undefined, signal ? { signal } : {});
}
