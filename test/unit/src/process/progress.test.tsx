import { render } from "ink-testing-library";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../../src/process/events.ts";
import {
  duration,
  noProgress,
  progress,
  progressLine,
  progressTeller,
  shareDone,
} from "../../../../src/process/progress.ts";
import { AuditProgress } from "../../../../src/tui/audit-progress.tsx";

const begun: readonly RunEvent[] = [
  { type: "run-started", run: "runs/x", uri: "x", shards: 4, shardsDone: 1, workers: 2 },
  { type: "workers-ready", device: "cpu", filters: ["text-basics"] },
  { type: "shard-started", shard: "00001" },
  { type: "pairs-scored", shard: "00001", pairs: 2000, failed: 3 },
  { type: "trouble", shard: "00001", trouble: "cut short" },
];
const state = begun.reduce(progress, noProgress);

describe("progress", () => {
  it("is a sum of events", () => {
    expect(state).toMatchObject({
      shards: 4,
      shardsDone: 1,
      pairs: 2000,
      failed: 3,
      troubles: 1,
      current: ["00001"],
      device: "cpu",
    });
    const done = progress(state, {
      type: "shard-finished",
      shard: "00001",
      pairs: 2000,
      failed: 3,
      seconds: 10,
    });
    expect(done).toMatchObject({ shardsDone: 2, current: [] });
  });

  it("is a line with the rate and the time that is left", () => {
    const done = { type: "shard-finished", shard: "00001", pairs: 2000, failed: 3, seconds: 10 } as const;
    expect(progressLine(progress(state, done), 10)).toBe(
      "2/4 shards · 2,000 pairs · 200/s · 3 with errors · 1 troubles · about 20 s left",
    );
    // Shards of an earlier session say nothing of how fast this one is.
    expect(progressLine(state, 10)).not.toContain("left");
    expect(progressLine(noProgress, 0)).toBe("0/0 shards · 0 pairs · 0.0/s · loading models");
  });

  it("counts the pairs that are wanted, limits and samples included", () => {
    const limited = progress(noProgress, {
      ...{ type: "run-started", run: "runs/x", uri: "x", shards: 4, shardsDone: 0, workers: 2, pairs: 500 },
    });
    const half = progress(limited, { type: "pairs-scored", shard: "00001", pairs: 250, failed: 0 });
    expect(progressLine(half, 10)).toBe("0/4 shards · 250 of 500 pairs · 25/s · about 10 s left");
    expect(shareDone(half)).toBe(0.5);
    const early = progress(limited, { type: "pairs-scored", shard: "00001", pairs: 4, failed: 0 });
    expect(progressLine(early, 10)).not.toContain("left");
    expect(progressLine(early, 40)).toContain("about 83 min left");
    // One shard whose format does not say: it is counted while it is scored.
    const began: readonly RunEvent[] = [
      { type: "run-started", run: "runs/x", uri: "x", shards: 1, shardsDone: 0, workers: 2 },
      { type: "shard-started", shard: "00000" },
      { type: "pairs-scored", shard: "00000", pairs: 16, failed: 0 },
    ];
    const one = began.reduce(progress, noProgress);
    expect(shareDone(one)).toBe(0);
    expect(shareDone(progress(one, { type: "pairs-counted", pairs: 64 }))).toBe(0.25);
    const all = progress(half, { type: "pairs-scored", shard: "00001", pairs: 250, failed: 0 });
    // What comes after the last pair has no length that anybody knows.
    expect(progressLine(all, 20)).not.toContain("left");
  });

  it("never says near the end that more time is left than it said before", () => {
    const line = progressTeller();
    const at = (pairs: number, seconds: number) =>
      /about (\d+) s left/u.exec(
        line({ ...noProgress, note: "", shards: 1, pairs, total: 1000 }, seconds),
      )?.[1];
    expect(at(500, 10)).toBe("10");
    expect(at(600, 30)).toBe("20");
    expect(at(950, 40)).toBe("2");
    // It slows down: 1000 s for 950 pairs would promise 50 s by the rate alone.
    expect(at(950, 1000)).toBe("2");
    expect(at(999, 1010)).toBe("1");
  });

  it("says of files that are carried how much is through, at what rate and after how many tries", () => {
    const counts = { files: 3, filesOf: 12, bytes: 20_000_000, bytesOf: 80_000_000, retries: 2 };
    const carried = progress(noProgress, { type: "transfer", ...counts });
    expect(progressLine(carried, 10)).toBe("3 of 12 files · 20.0 of 80.0 MB · 2.0 MB/s · 2 retries");
    expect(shareDone(carried)).toBe(0.25);
    // After an audit of a minute.
    const after = progress(noProgress, { type: "transfer", ...counts, seconds: 4 });
    expect(progressLine(after, 64)).toContain("· 5.0 MB/s ·");
  });

  it("says durations as people do", () => {
    expect([0.2, 45, 100, 3600, 7500].map(duration)).toEqual(["1 s", "45 s", "2 min", "60 min", "2 h 5 min"]);
  });

  it("is drawn with a bar, the device and the shard in hand", () => {
    const { lastFrame, unmount } = render(<AuditProgress state={state} seconds={10} />);
    expect(lastFrame()).toContain("████████░░");
    expect(lastFrame()).toContain("1/4 shards · 2,000 pairs");
    expect(lastFrame()).toContain("cpu × 2 · 00001");
    unmount();
  });
});
