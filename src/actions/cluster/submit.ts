import { chmod, mkdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { CliError } from "../../process/errors.ts";
import { writeWhole } from "../../process/files.ts";
import { readRun } from "../../run/run.ts";
import type { Launcher } from "../choices.ts";
import { kubernetesJob } from "./launchers/kubernetes.ts";
import { localScript } from "./launchers/local.ts";
import { rayDriver } from "./launchers/ray.ts";
import { slurmScript } from "./launchers/slurm.ts";
import type { LaunchWish } from "./launchers/wish.ts";

/** A file that starts workers, and the command that runs it. */
export interface Submission {
  readonly file: string;
  readonly start: readonly string[];
}

/** What somebody asks for. */
export interface SubmitWish {
  readonly run: string;
  readonly launcher: Launcher;
  readonly workers: number;
  readonly queue?: string;
  readonly data?: string;
  /** The lists of known harm that the run was planned with, as the workers see them. */
  readonly hashes?: readonly string[];
  readonly custodian?: string;
  readonly device?: string;
  readonly image?: string;
  readonly volume?: string;
}

const makers: Readonly<
  Record<
    Launcher,
    { readonly file: string; text(wish: LaunchWish): string; start(path: string): readonly string[] }
  >
> = {
  slurm: { file: "slurm.sh", text: slurmScript, start: (path) => ["bash", path] },
  k8s: { file: "kubernetes.yaml", text: kubernetesJob, start: (path) => ["kubectl", "apply", "-f", path] },
  ray: { file: "ray_driver.py", text: rayDriver, start: (path) => ["python3", path] },
  local: { file: "local.sh", text: localScript, start: (path) => ["bash", path] },
};

/**
 * Writes what starts the workers of a run, into its folder `submit/`. Each worker is `sluice work`.
 * @throws CliError (exit code 2) when it is no run
 */
export async function submitRun(wish: SubmitWish): Promise<Submission> {
  // As it was typed: of a place in object storage no path is made.
  await readRun(wish.run);
  const run = resolve(wish.run);
  if (wish.launcher === "k8s" && (wish.image === undefined || wish.volume === undefined))
    throw new CliError(
      "Cannot write a Kubernetes job: name the container image with --image and the volume claim that holds the run with --volume",
      { exitCode: 2 },
    );
  const maker = makers[wish.launcher];
  const folder = join(run, "submit");
  await mkdir(folder, { recursive: true });
  const file = join(folder, maker.file);
  await writeWhole(file, maker.text(launchWish(wish, run)));
  // The address of a queue may hold its password.
  await chmod(file, 0o700);
  return { file, start: maker.start(file) };
}

function launchWish(wish: SubmitWish, run: string): LaunchWish {
  const { queue, data, hashes = [], custodian, device, workers, image = "", volume = "" } = wish;
  const flag = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value]);
  const name = basename(run)
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "-")
    .slice(0, 40)
    .replace(/^-|-$/gu, "");
  return {
    run,
    name: `sluice-${name || "run"}`,
    workers,
    image,
    volume,
    work: [
      "sluice",
      "work",
      run,
      // Whoever starts a worker anew wants another try of what was given up.
      "--again",
      ...flag("--queue", queue),
      ...flag("--data", data),
      ...(hashes.length === 0 ? [] : ["--hashes", ...hashes.map((path) => resolve(path))]),
      ...flag("--custodian", custodian?.startsWith("age1") ? custodian : custodian && resolve(custodian)),
      ...flag("--device", device),
    ],
    seal: ["sluice", "seal", run, "--errors-ok"],
  };
}
