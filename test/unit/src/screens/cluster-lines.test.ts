import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { statusOf } from "../../../../src/actions/cluster/status.ts";
import { thisMark } from "../../../../src/process/holder.ts";
import { folderClock } from "../../../../src/run/folder-clock.ts";
import { writePart, writeRun } from "../../../../src/run/run.ts";
import { clusterLines } from "../../../../src/screens/run/cluster-lines.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();

async function run(done: number): Promise<string> {
  const name = folder(`run-${done}`);
  const shards = ["00000", "00001", "00002", "00003"].map((shard) => ({
    name: shard,
    source: "s",
    bytes: 1,
  }));
  await writeRun(name, {
    ...{
      schema: "sluice.run/1",
      sluice: "0.0.0",
      command: [],
      troubles: [],
      fingerprint: done === 4 ? "f" : null,
    },
    inputs: {
      uri: "d",
      format: "webdataset",
      hasImages: true,
      shards,
      filters: [],
      limit: null,
      sample: null,
    },
  });
  for (const shard of shards.slice(0, done)) writeFileSync(join(name, "scores", `${shard.name}.parquet`), "");
  const part = {
    device: "cuda",
    devicesRefused: [],
    workers: 1,
    node: "v20",
    started: "2026-01-01T00:00:00Z",
  };
  await writePart(name, {
    ...{ ...part, part: "one", host: "a-1", seconds: 50, pairs: 500, shards: 1, retries: 1 },
    ...{ at: ["00002"], seen: "2026-01-01T00:00:50Z" },
  });
  await writePart(name, {
    ...{ ...part, part: "two", host: "b-2", device: "cpu", seconds: 50, pairs: 50, shards: 1 },
    ...{ at: ["00003"], seen: "2026-01-01T00:00:55Z", over: true },
  });
  mkdirSync(join(name, "claims"));
  writeFileSync(join(name, "claims", "00003.1.failed"), "torn");
  // Both wrote a while ago, whatever their own clocks say.
  const now = folderClock(name) / 1000;
  for (const [part, quiet] of [
    ["one", 10.2],
    ["two", 5.2],
  ] as const) {
    utimesSync(join(name, "parts", `${part}.json`), now - quiet, now - quiet);
  }
  return name;
}

it("shows who works on a run that is not whole, though their clocks and ours are months apart: hosts, devices, rates, claims, attempts, what is left", async () => {
  const status = await statusOf(await run(2));
  expect(status).toMatchObject({ claimed: ["00002"], retries: 1, secondsLeft: 100 });
  // Both grew quieter since they were written, by as long as this process was kept waiting.
  const [one = 0, two = 0] = status.workers.map(({ quietSeconds }) => quietSeconds ?? 0);
  expect(two).toBeGreaterThan(5.1);
  expect(one - two).toBeCloseTo(5, 2);
  const then = {
    ...status,
    workers: status.workers.map((w) => ({ ...w, quietSeconds: (w.quietSeconds ?? 0) - two + 5.2 })),
  };
  expect(clusterLines(then).map(({ cells }) => cells.join())).toEqual([
    "Workers",
    "2 of 4 shards done · about 100 s left",
    "claimed 1 · taken up again 1 · failed attempts 1 · 00002",
    "a-1 · cuda · 500 pairs, 10.0/s · at work, seen 10 s ago",
    "b-2 · cpu · 50 pairs, 1.0/s · gone or done, seen 5 s ago",
  ]);
});

it("sees at once that a worker of this machine died, and keeps waiting for one of another", async () => {
  const name = await run(0);
  const here = thisMark();
  const workers = {
    lives: here,
    died: { ...here, start: "1" },
    elsewhere: { ...here, space: "another machine", start: "1" },
  };
  for (const [part, process] of Object.entries(workers))
    await writePart(name, {
      ...{ part, process, device: "cpu", devicesRefused: [], workers: 1, node: "v20", at: ["00003"] },
      ...{ started: "2026-01-01T00:00:00Z", seen: "2026-01-01T00:00:50Z", seconds: 1, pairs: 1 },
    });
  const status = await statusOf(name);
  expect(status.workers.filter(({ isAtWork }) => isAtWork).map(({ worker }) => worker)).toEqual([
    "elsewhere",
    "lives",
    "one",
  ]);
  expect(status.workers.find(({ worker }) => worker === "died")?.at).toEqual([]);
});

it("has nothing to say of a run that is sealed", async () => {
  expect(clusterLines(await statusOf(await run(4)))).toEqual([]);
});

it("is refused by name where a folder or what a worker said cannot be read: that is no empty run", async () => {
  const torn = await run(1);
  writeFileSync(join(torn, "parts/one.json"), '{"part": "one", "dev');
  await expect(statusOf(torn)).rejects.toThrow(/^Cannot read "[^"]+parts\/one\.json": it is damaged/u);
  for (const name of ["claims", "scores"]) {
    const lost = await run(3);
    rmSync(join(lost, name), { recursive: true });
    symlinkSync(name, join(lost, name));
    await expect(statusOf(lost)).rejects.toThrow(
      new RegExp(`^Cannot read "[^"]+/${name}"[^\n]* ELOOP$`, "u"),
    );
    rmSync(lost, { recursive: true });
  }
});
