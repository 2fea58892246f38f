import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Running, root, sluice, start } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const sample = join(root, "datasets/sample/shards");
/** Filters of one's own that never give the thread back, for longer than any test may last; by a file it says that it is at it. */
const busy = `import { writeFileSync } from "node:fs";
export const busy = {
  id: "busy", version: 1, needs: "caption", models: [],
  columns: [{ name: "caption_units", type: "int32", range: [0, 9], meaning: "none: it never ends" }],
  score() {
    writeFileSync("busy-" + process.pid, "");
    for (const end = Date.now() + 900_000; Date.now() < end; );
    return [];
  },
  close: async () => {},
};
`;

/** Command lines of the processes whose environment holds a mark. */
function living(mark: string): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      if (!/^\d+$/u.test(pid) || !readFileSync(`/proc/${pid}/environ`, "utf8").includes(mark)) return [];
      return [readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")];
    } catch {
      // Gone by now, or another user's.
      return [];
    }
  });
}

/** Starts a command in a folder of its own, and kills it once it has got so far. */
async function killed(
  name: string,
  words: readonly string[],
  at: (running: Running, cwd: string, mark: string) => Promise<void>,
): Promise<readonly string[]> {
  const cwd = folder(name);
  mkdirSync(cwd, { recursive: true });
  const mark = randomUUID();
  const running = start(words, { cwd, env: { SLUICE_STORY: mark } });
  await at(running, cwd, mark);
  const before = living(mark);
  running.kill("SIGKILL");
  // Each of them would be at it for longer than is waited here, or for ever.
  await expect.poll(() => living(mark), { interval: 20 }).toEqual([]);
  return before;
}

const busyOnes = (cwd: string) => readdirSync(cwd).filter((name) => name.startsWith("busy-")).length;
const areBusy = (count: number) => (running: Running, cwd: string) =>
  running.reaches(() => busyOnes(cwd) === count);
const workers = (lines: readonly string[]) => lines.filter((line) => /audit\/worker\.mjs/u.test(line));

describe.skipIf(process.platform !== "linux")("nothing lives on where kill -9 ends", () => {
  it("an audit whose workers are in a loop that never yields", async () => {
    mkdirSync(folder("looping"));
    writeFileSync(folder("looping/busy.mjs"), busy);
    const words = ["audit", sample, "--out", "run", "--filters", "./busy.mjs", "--workers", "2"];
    expect(workers(await killed("looping", words, areBusy(2)))).toHaveLength(2);
  });

  it("a worker of a cluster whose own are in a loop", async () => {
    mkdirSync(folder("working"));
    writeFileSync(folder("working/busy.mjs"), busy);
    writeFileSync(folder("working/sluice.config.json"), JSON.stringify({ filters: ["./busy.mjs"] }));
    const planned = start(["plan", sample, "--out", "run", "--quiet"], { cwd: folder("working") });
    expect((await planned.done).stderr).toBe("");
    const before = await killed("working", ["work", "run", "--workers", "1"], areBusy(1));
    expect(workers(before)).toHaveLength(1);
  });

  it("an audit while a process of its own infers for workers that decode", async () => {
    const words = ["audit", sample, "--out", "run", "--filters", "nsfw-image", "--device", "cpu:0"];
    const before = await killed("inferring", words, (running, cwd, mark) =>
      running.reaches(
        () =>
          living(mark).some((line) => line.includes("device-host")) &&
          readdirSync(cwd, { recursive: true }).some((name) => /scores\/.*\.part$/u.test(String(name))),
      ),
    );
    expect(before.some((line) => line.includes("device-host"))).toBe(true);
    expect(workers(before).length).toBeGreaterThan(0);
  });

  it("an audit whose workers are still loading", async () => {
    const before = await killed("loading", ["audit", sample, "--out", "run"], (running, _, mark) =>
      running.reaches(() => workers(living(mark)).length > 0),
    );
    expect(before.length).toBeGreaterThan(1);
  });

  it("a review in a browser", async () => {
    const words = ["audit", sample, "--out", folder("run"), "--filters", "text-basics", "--quiet"];
    await sluice(...words);
    await killed("serving", ["serve", folder("run")], (running) => running.says(/^serving /mu));
  });
});
