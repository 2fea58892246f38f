import { render } from "ink-testing-library";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../../src/process/events.ts";
import { duration, noProgress, progress, progressLine } from "../../../../src/process/progress.ts";
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
    expect(progressLine(state, 10)).toBe(
      "1/4 shards · 2,000 pairs · 200/s · 3 with errors · 1 troubles · about 30 s left",
    );
    expect(progressLine(noProgress, 0)).toBe("0/0 shards · 0 pairs · 0.0/s · loading models");
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
