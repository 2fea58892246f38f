/**
 * Runs what `docs/clusters.md` shows on each engine, and writes what was printed into it: `npm run docs:clusters`, or
 * `npm run docs:clusters -- slurm,ray` some of them. Wants what `.ci/run` installs, and for Ray `RAY_PYTHON`, the
 * interpreter of a venv with Ray; an engine that is not here keeps its text, which is said.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { statusOf } from "../src/actions/cluster/status.ts";
import { root } from "../test/support/cli.ts";
import { hasRedis, startRedis } from "../test/support/redis.ts";
import { hasSlurm, startSlurm } from "../test/support/slurm.ts";
import { enginesShown, withPlayed } from "./clusters-played.ts";

const page = join(import.meta.dirname, "clusters.md");
const scratch = mkdtempSync(join(tmpdir(), "sl-"));
/** Where the page says that all of it lies. */
const SHARED = "/shared";
/** So many that workers can be looked at while they are at it. */
const SHARDS = 16;
const python = process.env["RAY_PYTHON"] ?? "python3";
const env: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${join(scratch, "bin")}:${process.env["PATH"]}`,
  NO_COLOR: "1",
  RAY_USAGE_STATS_ENABLED: "0",
  // Ray's tasks have the lowest priority but a few, and starve beside other work.
  RAY_worker_niceness: "0",
};
let lines: string[] = [];

/** Types a line into a shell and shows it with all that it printed. @param shown what the page shows of it */
async function type(typed: string, shown: (printed: string) => string = (all) => all): Promise<string> {
  const printed = await quietly(typed);
  const text = shown(printed)
    .replaceAll(scratch, SHARED)
    .replaceAll(`mountPath: /${scratch.split("/")[1]}`, `mountPath: ${SHARED}`)
    .trimEnd();
  lines.push(
    `$ ${typed.replaceAll(scratch, SHARED).replaceAll(python, "python3")}`,
    ...(text === "" ? [] : [text]),
  );
  return printed;
}

async function quietly(typed: string): Promise<string> {
  const child = spawn("bash", ["-c", `{ ${typed.replace(/ +#.*$/u, "")}\n} 2>&1`], {
    cwd: scratch,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  await once(child, "close");
  return printed;
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let i = 0; i < 1_500; i++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`waited in vain: ${lines.at(-1)}`);
}

const plan = (run: string) =>
  type(`sluice plan data --out runs/${run} --filters image-basics,text-basics,duplicates --quiet`);
const head = (count: number) => (printed: string) => [...printed.split("\n").slice(0, count), "…"].join("\n");

const engines: Readonly<Record<string, () => Promise<unknown>>> = {
  async leases() {
    await type("sluice plan data --out runs/leases --filters image-basics,nsfw-image,duplicates --quiet");
    const work = "sluice work runs/leases --workers 1 --quiet";
    const second = spawn(join(scratch, "bin/sluice"), work.split(" ").slice(1), {
      cwd: scratch,
      env,
      stdio: "ignore",
    });
    const first = quietly(work);
    lines.push(`$ ${work} &   # on one machine`, `$ ${work} &   # on another`);
    await until(async () => {
      const { workers, done } = await statusOf(join(scratch, "runs/leases"));
      return done > 1 && workers.filter(({ at }) => at.length > 0).length === 2;
    });
    await type("sluice status runs/leases");
    second.kill("SIGKILL");
    lines.push("$ kill -9 %2");
    lines.push((await first).trimEnd().replaceAll(scratch, SHARED));
    await type("sluice status runs/leases");
    await type("sluice seal runs/leases --errors-ok", head(4));
  },
  async redis() {
    const folder = join(scratch, "redis");
    mkdirSync(folder);
    const server = await startRedis(folder);
    try {
      await plan("queued");
      await type(`sluice work runs/queued --queue ${server.url} --workers 1 --seal --quiet`);
      await type("sluice status runs/queued");
    } finally {
      await server.kill();
    }
  },
  async slurm() {
    const cluster = await startSlurm(mkdtempSync(join(scratch, "s")));
    Object.assign(env, { SLURM_CONF: cluster.env["SLURM_CONF"] });
    try {
      await plan("array");
      await type("sluice submit slurm runs/array --workers 2 --now");
      await type("squeue --format='%.9i %.20j %.10T %R'");
      const jobs = "squeue --states=all --format='%.9i %.20j %.10T'";
      await until(async () => !/PENDING|RUNNING|COMPLETING|CONFIGURING/u.test(await quietly(jobs)));
      await type(jobs);
      await type("tail -n 1 runs/array/submit/logs/*_?.log");
      await type("head -n 3 runs/array/submit/logs/*_seal.log");
      await type("sluice status runs/array");
    } finally {
      cluster.close();
    }
  },
  async k8s() {
    await plan("pods");
    await type("sluice submit k8s runs/pods --workers 4 --image registry/sluice:1 --volume laion");
    await type("cat runs/pods/submit/kubernetes.yaml");
  },
  async ray() {
    await plan("rays");
    await type("sluice submit ray runs/rays --workers 2");
    await type("cat runs/rays/submit/ray_driver.py");
    await type(`${python} runs/rays/submit/ray_driver.py`, (printed) =>
      [...printed.split("\n").filter(isOfWorkers), "…"].join("\n"),
    );
    await type("sluice status runs/rays");
  },
  async local() {
    await plan("here");
    await type("sluice submit local runs/here --workers 2 --now", head(8));
  },
};

/** What workers and the first lines of the seal say; Ray says much of itself. */
function isOfWorkers(line: string): boolean {
  return /^\S*\(work pid=\d+\)\S* \/|^data$|^webdataset: |Started a local Ray/u.test(line);
}

const has: Readonly<Record<string, () => boolean>> = {
  redis: () => hasRedis,
  slurm: () => hasSlurm,
  ray: hasRay,
};

function hasRay(): boolean {
  try {
    execFileSync(python, ["-c", "import ray"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

try {
  mkdirSync(join(scratch, "bin"));
  const entry = join(root, "src/cli/sluice.cjs");
  writeFileSync(join(scratch, "bin/sluice"), `#!/bin/sh\nexec "${process.execPath}" "${entry}" "$@"\n`);
  chmodSync(join(scratch, "bin/sluice"), 0o755);
  mkdirSync(join(scratch, "data"));
  for (let i = 0; i < SHARDS; i++)
    cpSync(
      join(root, "datasets/sample/shards/00000.tar"),
      join(scratch, `data/${String(i).padStart(5, "0")}.tar`),
    );
  const asked = process.argv[2]?.split(",");
  for (const engine of asked ?? enginesShown(readFileSync(page, "utf8"))) {
    if (has[engine]?.() === false) {
      console.error(`${engine} is not here: the page keeps what it shows of it`);
      continue;
    }
    lines = [];
    await engines[engine]?.();
    const printed = stripVTControlCharacters(lines.join("\n"));
    writeFileSync(page, withPlayed(readFileSync(page, "utf8"), engine, printed));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
