import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";

/** Whether Slurm is installed and this process may run it; CI installs it and is root. */
export const hasSlurm = (() => {
  try {
    for (const name of ["slurmctld", "slurmd", "munged"]) execFileSync(name, ["-V"], { stdio: "ignore" });
    if (process.getuid?.() === 0) return true;
    throw new Error("not root");
  } catch {
    if (process.env["CI"])
      throw new Error("CI wants slurmctld, slurmd and munge, and root: .ci/run installs them");
    return false;
  }
})();

/** A Slurm cluster of this machine alone. */
export interface SlurmCluster {
  /** For commands that speak to it. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs one of its commands. @returns what it printed */
  run(command: string, ...words: readonly string[]): string;
  /** The last that its daemons wrote, for a test that fails. */
  log(): string;
  close(): void;
}

/** Starts munged, slurmctld and slurmd with ports and sockets of their own. @param folder for their state, short */
export async function startSlurm(folder: string): Promise<SlurmCluster> {
  const ports = [await freePort(), await freePort()] as const;
  for (const name of ["state", "spool", "log"]) mkdirSync(join(folder, name), { recursive: true });
  const socket = join(folder, "munge.socket");
  const key = join(folder, "munge.key");
  writeFileSync(key, "a key for tests, 32 bytes at least", { mode: 0o600 });
  const conf = join(folder, "slurm.conf");
  writeFileSync(conf, configuration(folder, socket, ports));
  chmodSync(folder, 0o755);
  const env = { ...process.env, SLURM_CONF: conf };
  const children = new Map<string, ChildProcess>();
  const keepUp = (command: string, ...words: readonly string[]) => {
    const before = children.get(command);
    if (before !== undefined && before.exitCode === null && before.signalCode === null) return;
    children.set(command, spawn(command, words, { env, stdio: "ignore" }));
  };
  keepUp(
    "munged",
    "-F",
    "--force",
    `--key-file=${key}`,
    `--socket=${socket}`,
    `--pid-file=${folder}/munge.pid`,
    `--log-file=${folder}/munge.log`,
    `--seed-file=${folder}/munge.seed`,
  );
  for (let i = 0; i < 600 && !existsSync(socket); i++) await pause(100);
  const run = (command: string, ...words: readonly string[]) =>
    execFileSync(command, words, { env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const cluster = {
    env,
    run,
    log: () =>
      ["slurmctld", "slurmd"]
        .map((name) => readFileSync(join(folder, "log", name), "utf8").slice(-8_000))
        .join("\n"),
    close: () => {
      for (const child of [...children.values()].reverse()) child.kill("SIGKILL");
    },
  };
  for (let i = 0; i < 360; i++) {
    // They end where they cannot speak to munged, or to each other, yet.
    keepUp("slurmctld", "-D", "-f", conf);
    keepUp("slurmd", "-D", "-f", conf, "-N", hostname());
    await pause(500);
    try {
      if (/idle/u.test(run("sinfo", "-h", "-o", "%T"))) return cluster;
    } catch {
      // It is not up yet.
    }
  }
  cluster.close();
  throw new Error(`Slurm did not come up; see ${folder}/log`);
}

function configuration(folder: string, socket: string, [control, daemon]: readonly [number, number]): string {
  const host = hostname();
  return `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${socket}
CredType=cred/munge
SlurmctldPort=${control}
SlurmdPort=${daemon}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/log/slurmctld
SlurmdLogFile=${folder}/log/slurmd
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=1,batch_sched_delay=1
MinJobAge=600
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=${host} Default=YES MaxTime=INFINITE State=UP
`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
