import { afterEach, expect, it, vi } from "vitest";
import { pauseBefore } from "../../../../datasets/store/patience.ts";

const asking = (value?: string) => ({ header: () => value });
afterEach(() => vi.useRealTimers());

it.each([
  ["0", 0],
  ["7", 7_000],
  ["Sun, 06 Nov 1994 08:49:45 GMT", 8_000],
  // RFC 850's and C's forms of a date, which a server may still send.
  ["Sunday, 06-Nov-94 08:49:45 GMT", 8_000],
  ["Sun Nov  6 08:49:45 1994", 8_000],
  // Nobody waits longer than two minutes for a place.
  ["86400", 120_000],
  ["Mon, 07 Nov 1994 08:49:37 GMT", 120_000],
])("waits as long as Retry-After asks: %s", (value, ms) => {
  vi.useFakeTimers({ now: new Date("1994-11-06T08:49:37Z") });
  expect(pauseBefore(1, asking(value))).toBe(ms);
});

it.each(["Sun, 06 Nov 1994 08:49:36 GMT", "soon", undefined])(
  "waits as it would unasked where %s is asked for",
  (value) => {
    vi.useFakeTimers({ now: new Date("1994-11-06T08:49:37Z") });
    for (let failures = 1; failures < 12; failures++) {
      const ms = pauseBefore(failures, asking(value));
      expect(ms >= 0 && ms <= Math.min(20_000, 200 * 2 ** failures)).toBe(true);
    }
  },
);
