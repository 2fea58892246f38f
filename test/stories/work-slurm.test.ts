import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root, sluice } from "../support/cli.ts";
import { digests, scratchFolder } from "../support/run-files.ts";
import { hasSlurm, type SlurmCluster, startSlurm } from "../support/slurm.ts";

const folder = scratchFolder();
const light = ["--filters", "image-basics,duplicates", "--quiet"];
/** Sockets have short paths. */
const state = mkdtempSync(join(tmpdir(), "sl-"));
let cluster: SlurmCluster;

beforeAll(async () => {
  if (hasSlurm) cluster = await startSlurm(state);
});
afterAll(() => {
  cluster?.close();
  rmSync(state, { recursive: true, force: true, maxRetries: 20 });
});

describe.skipIf(!hasSlurm)("a run on Slurm", () => {
  it("is worked on by an array, one task of which is requeued, and sealed after it", async () => {
    const data = folder("data");
    mkdirSync(data);
    for (let i = 0; i < 10; i++)
      cpSync(join(root, "datasets/sample/shards/00000.tar"), join(data, `0000${i}.tar`));
    await sluice("audit", data, "--out", folder("whole"), ...light, "--workers", "1");
    const run = folder("run");
    await sluice("plan", data, "--out", run, ...light);
    const bin = folder("bin");
    mkdirSync(bin);
    writeFileSync(
      join(bin, "sluice"),
      `#!/bin/sh\nexec "${process.execPath}" "${join(root, "src/cli/sluice.cjs")}" "$@"\n`,
    );
    chmodSync(join(bin, "sluice"), 0o755);
    const written = JSON.parse(
      (await sluice("submit", "slurm", run, "--workers", "2", "--device", "cpu", "--json")).stdout,
    ) as { readonly start: readonly string[] };

    Object.assign(cluster.env, { PATH: `${bin}:${process.env["PATH"]}` });
    const [command = "", ...words] = written.start;
    const said = cluster.run(command, ...words);
    const [, array = "", seal = ""] = /workers: (\d+), seal: (\d+)/u.exec(said) ?? [];
    const scores = () => readdirSync(join(run, "scores")).filter((name) => name.endsWith(".parquet"));
    const log = join(run, "submit/logs", `${array}_0.log`);
    // A task that has not begun, or is just ending, is not taken back: it writes its log by then, and not the other task.
    await until(() => {
      if (!existsSync(log) || scores().length === 0) return false;
      cluster.run("scontrol", "requeue", `${array}_0`);
      return true;
    });
    await until(() => {
      const now = cluster.run("scontrol", "show", "job", `${array}_0`);
      // Slurm would let it wait for two minutes. Three seconds keep it apart from the first try: a node refuses what it
      // was told to kill in the same second.
      if (/JobState=PENDING/u.test(now) && startsIn(now) > 10)
        cluster.run("scontrol", "update", `JobId=${array}_0`, "StartTime=now+3");
      return /Restarts=1/u.test(now) && /JobState=(?:RUNNING|COMPLETED)/u.test(now);
    });
    const jobs = () => [seal, array].map((job) => cluster.run("scontrol", "show", "job", job)).join("");
    // Who seals may be done before the task that was begun again is.
    await until(() => !/JobState=(?:PENDING|CONFIGURING|RUNNING|COMPLETING)/u.test(jobs()));
    const ends = jobs();
    expect(ends.match(/JobState=\w+/gu)).toEqual(Array(3).fill("JobState=COMPLETED"));
    expect(ends).toMatch(/Restarts=1/u);
    expect(digests(run)).toEqual(digests(folder("whole")));
  }, 600_000);
});

/** Seconds until Slurm may start a job. @param job as `scontrol show job` prints it, in this machine's time */
function startsIn(job: string): number {
  const [, time = ""] = / StartTime=(\S+)/u.exec(job) ?? [];
  return (Date.parse(time) - Date.now()) / 1000;
}

/** Looks, and acts, until it holds: what Slurm refuses, or is too busy to answer, it may do next time. */
async function until(holds: () => boolean): Promise<void> {
  let refused: unknown;
  for (let i = 0; i < 1_500; i++) {
    try {
      if (holds()) return;
    } catch (error) {
      refused = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect.fail(`${refused}\n${cluster.run("scontrol", "show", "job")}\n${cluster.log()}`);
}
