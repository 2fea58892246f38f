import { afterEach, expect, it, vi } from "vitest";
import type { RunEvent } from "../../../../src/process/events.ts";
import { hearNetwork, sayCopying, trafficBy } from "../../../../src/process/network.ts";

afterEach(() => vi.useRealTimers());

it("says what went over the network since it was listened to, while nothing else gets done, and a last word", () => {
  vi.useFakeTimers();
  let now = { bytes: 1000, sent: 10, requests: 5, retries: 2 };
  trafficBy(() => now);
  const heard: RunEvent[] = [];
  const end = hearNetwork((event) => heard.push(event));
  vi.advanceTimersByTime(5000);
  expect(heard).toEqual([]);
  now = { bytes: 1000, sent: 10, requests: 6, retries: 3 };
  vi.advanceTimersByTime(5000);
  const retried = { type: "traffic", bytes: 0, sent: 0, requests: 1, retries: 1 };
  expect(heard).toEqual([retried]);
  sayCopying({ files: 1, filesOf: 2, bytes: 3, bytesOf: 4, retries: 0 });
  expect(heard).toHaveLength(2);
  now = { bytes: 1400, sent: 10, requests: 6, retries: 3 };
  end();
  expect(heard.at(-1)).toEqual({ ...retried, bytes: 400 });
  now = { bytes: 2000, sent: 10, requests: 7, retries: 3 };
  vi.advanceTimersByTime(5000);
  sayCopying({ files: 2, filesOf: 2, bytes: 4, bytesOf: 4, retries: 0 });
  expect(heard).toHaveLength(3);
});

it("tells the last to come alone, and says nothing twice once they have ended", () => {
  vi.useFakeTimers();
  let bytes = 0;
  trafficBy(() => ({ bytes, sent: 0, requests: 0, retries: 0 }));
  const [outer, inner]: [RunEvent[], RunEvent[]] = [[], []];
  const endOuter = hearNetwork((event) => outer.push(event));
  bytes = 5;
  vi.advanceTimersByTime(5000);
  const endInner = hearNetwork((event) => inner.push(event));
  bytes = 25;
  vi.advanceTimersByTime(5000);
  sayCopying({ files: 1, filesOf: 1, bytes: 3, bytesOf: 3, retries: 0 });
  endInner();
  vi.advanceTimersByTime(5000);
  expect(inner.map((event) => [event.type, "bytes" in event && event.bytes])).toEqual([
    ["traffic", 20],
    ["transfer", 3],
  ]);
  expect(outer).toHaveLength(1);
  bytes = 26;
  endOuter();
  expect(outer.at(-1)).toMatchObject({ bytes: 1 });
});

it("takes nothing from the last to come where one before it ends first, or twice", () => {
  vi.useFakeTimers();
  let bytes = 0;
  trafficBy(() => ({ bytes, sent: 0, requests: 0, retries: 0 }));
  const inner: RunEvent[] = [];
  const endOuter = hearNetwork(() => {});
  const endInner = hearNetwork((event) => inner.push(event));
  bytes = 20;
  vi.advanceTimersByTime(5000);
  endOuter();
  endOuter();
  bytes = 25;
  endInner();
  expect(inner.map((event) => "bytes" in event && event.bytes)).toEqual([20, 25]);
});
