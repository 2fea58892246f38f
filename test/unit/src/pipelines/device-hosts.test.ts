import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openDataset } from "../../../../datasets/index.ts";
import type { Batch } from "../../../../src/pipelines/audit/batch.ts";
import { feed } from "../../../../src/pipelines/audit/feed.ts";
import { type Pool, startPool } from "../../../../src/pipelines/audit/pool.ts";
import { root } from "../../../support/cli.ts";

async function batches(): Promise<readonly Batch[]> {
  const { shards } = await openDataset(join(root, "datasets/sample/shards"));
  const all: Batch[] = [];
  for (const shard of shards)
    for await (const batch of feed(
      shard,
      { hasImages: true, source: [] },
      new AbortController().signal,
      () => {},
      () => {},
    ))
      all.push(batch);
  return all;
}

const setup = { filters: ["nsfw-image", "text-toxicity"], modules: [], models: {}, source: [] } as const;

async function scored(pool: Pool, all: readonly Batch[], meanwhile = () => {}): Promise<readonly string[]> {
  const results = [];
  for (const [i, batch] of all.entries()) {
    const { result } = await pool.submit(batch);
    if (i === 1) meanwhile();
    results.push(result);
  }
  const parts = await Promise.all(results);
  return parts.map((one) => one.map(({ columns }) => Buffer.from(columns).toString("base64")).join());
}

/** Processes of this one that hold a device. */
function hosts(): readonly number[] {
  // Whole lines, however narrow the terminal is that this was begun in.
  const words = ["-ww", "-o", "pid=,args=", "--ppid", String(process.pid)];
  const said = execFileSync("ps", words, { encoding: "utf8" });
  return said
    .split("\n")
    .filter((line) => line.includes("device-host"))
    .map((line) => Number.parseInt(line, 10));
}

it.skipIf(process.platform !== "linux")(
  "one process holds a device's sessions for all workers: the same bytes as each with its own, its end survived",
  async () => {
    const all = await batches();
    const alone = await startPool(1, { ...setup, device: "cpu" });
    const wanted = await scored(alone, all);
    expect(hosts()).toEqual([]);
    await alone.close();

    const shared = await startPool(3, { ...setup, device: "cpu:0" });
    const [host, ...more] = hosts();
    expect([typeof host, more]).toEqual(["number", []]);
    const again = await scored(shared, all, () => process.kill(host as number, "SIGKILL"));
    const [other] = hosts();
    await shared.close();
    expect(again).toEqual(wanted);
    expect(other).not.toBe(host);
    expect(hosts()).toEqual([]);
    expect(shared.facts.device).toBe("cpu");
  },
);

it("says which file starts it", () => {
  // The bundle must know every process that the program starts.
  const bundle = readFileSync(join(root, "src/cli/bundle.cjs"), "utf8");
  const started = readFileSync(join(root, "src/process/start-process.ts"), "utf8");
  for (const [, path] of started.matchAll(/"(pipelines\/[\w/-]+)"/gu))
    expect(bundle).toContain(`src/${path}.ts`);
});
