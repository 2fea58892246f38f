import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Claims, Work } from "../../claims/claim.ts";
import { LEASE_SECONDS, openLeases } from "../../claims/leases.ts";
import { configuredFormats, readConfig } from "../../extensions/config.ts";
import { type AuditOptions, work } from "../../pipelines/audit/audit.ts";
import { refuseOtherData } from "../../pipelines/audit/same-data.ts";
import { sealClaimed } from "../../pipelines/audit/seal.ts";
import { asSealer } from "../../pipelines/audit/sealer.ts";
import type { AfterShard, Worked } from "../../pipelines/audit/work.ts";
import { CliError } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import { writeNew } from "../../process/files.ts";
import { refuseReadOnly } from "../../process/refuse-read-only.ts";
import { version } from "../../process/version.ts";
import { reopenDataset } from "../../run/open-dataset.ts";
import { claimsFolder, type RunFile, readRun } from "../../run/run.ts";
import { missingShards } from "../../run/state.ts";
import { begunWith } from "../audit.ts";
import { harmWish } from "../harm.ts";
import { reportRun } from "../report.ts";

/** How a worker works. */
export interface WorkWish {
  /** A folder, or a place of object storage. */
  readonly run: string;
  /** Where the dataset lies on this machine, where not where the run says. */
  readonly data?: string;
  /** `redis://…` or `s3://…`: shards come from a queue or from leases there; without it, from lease files in the run's folder. */
  readonly queue?: string;
  readonly device?: string;
  /** Worker processes; 0 is one per core. */
  readonly workers?: number;
  /** Seconds without a sign of life after which another may take a shard. */
  readonly lease?: number;
  /** Whether shards that were given up are tried again. */
  readonly again?: boolean;
  /** The lists of known harm that the run was planned with. */
  readonly hashes?: readonly string[];
  readonly custodian?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether the last worker seals the run. */
  readonly seal?: boolean;
  /** File of filters and formats of one's own; without it, the one in the working folder, if there. */
  readonly config?: string;
  /** What else is made of each shard once it is scored. */
  readonly afterShard?: AfterShard;
}

/** What a worker did, and whether it sealed the run. */
export interface WorkerResult extends Worked {
  readonly sealed: boolean;
  /** Whether no shard of the run is missing any more. */
  readonly complete: boolean;
}

/**
 * Claims shards of a planned run and scores them until none is left. Any number of workers may do so at once, and any
 * of them may die.
 * @throws CliError (exit code 2) where this program is not the one that planned the run, or the data is another
 */
export async function workRun(wish: WorkWish, context: Context): Promise<WorkerResult> {
  const { run: folder } = wish;
  const worked = await workOnFolder(wish, context, { claims: (what: Work) => claimsOf(wish, what, context) });
  const complete = missingShards(folder, await readRun(folder)).length === 0;
  const sealed = complete && wish.seal === true && (await sealOnce(wish, context));
  return { ...worked, complete, sealed };
}

/** Where a worker's shards come from, and where they go. */
export type WorkMeans = Pick<AuditOptions, "claims" | "elsewhere">;

/** Works on a run whose folder is here, wherever its shards are claimed. @throws CliError as {@link workRun} */
export async function workOnFolder(wish: WorkWish, context: Context, means: WorkMeans): Promise<Worked> {
  const { run: folder, device = "auto", workers = 0 } = wish;
  const run = await readRun(folder);
  refuseVersion(folder, run);
  await refuseReadOnly(`work on run "${folder}"`, [folder, join(folder, "scores"), claimsFolder(folder)]);
  const config = await readConfig(wish.config, process.cwd());
  const own = await configuredFormats(config);
  const dataset = await reopenDataset(run.inputs, folder, wish.data ?? null, own);
  if (wish.data !== undefined) await refuseOtherData(folder, wish.data, dataset.shards, context.signal);
  const module = own.find(({ format }) => dataset.format.split("+").includes(format.id))?.module;
  const options = {
    ...(await begunWith(folder, config)),
    dataset,
    uris: run.inputs.uris ?? [run.inputs.uri],
    followLinks: run.inputs.followLinks === true,
    ...(module === undefined ? {} : { formatModule: module }),
    out: folder,
    device,
    workers,
    part: { index: 0, of: 1 },
    command: run.command,
    ...(await harmWish(wish)),
    ...means,
    ...(wish.afterShard && { afterShard: wish.afterShard }),
  };
  return work(options, context);
}

function refuseVersion(folder: string, run: RunFile): void {
  if (run.sluice === version) return;
  throw new CliError(
    `Cannot work on run "${folder}": sluice ${run.sluice} planned it, and this is ${version}; install that version on every worker`,
    { exitCode: 2 },
  );
}

async function claimsOf(
  { run, queue, lease, again = false }: WorkWish,
  what: Work,
  { emit }: Context,
): Promise<Claims> {
  // Workers that begin apart seldom ask for the same shard.
  const from = Math.floor(Math.random() * what.shards.length);
  const leases = { seconds: lease ?? LEASE_SECONDS, again, from };
  if (queue !== undefined && /^s3:/iu.test(queue)) {
    const { openObjectLeases } = await import("../../claims/lease-objects.ts");
    return openObjectLeases(what, {
      ...leases,
      place: `${queue.replace(/\/+$/u, "")}/${await queueName(run)}`,
    });
  }
  if (queue !== undefined) {
    const { openQueue } = await import("../../claims/queue.ts");
    return openQueue(what, {
      url: queue,
      name: await queueName(run),
      again,
      ...(lease === undefined ? {} : { seconds: lease }),
      say: (text) => emit({ type: "note", text }),
    });
  }
  return openLeases(what, { folder: claimsFolder(run), ...leases });
}

/** Seals the run, where no other worker does. */
async function sealOnce({ run, lease }: WorkWish, context: Context): Promise<boolean> {
  const { emit, signal } = context;
  const seconds = lease ?? LEASE_SECONDS;
  const sealed = await asSealer(run, { emit, signal, seconds, isDone: () => !isOpen(run) }, async () => {
    await sealClaimed(run, context);
    await reportRun(run, undefined);
    return true;
  });
  return sealed === true;
}

function isOpen(run: string): boolean {
  const { fingerprint } = JSON.parse(readFileSync(join(run, "run.json"), "utf8")) as RunFile;
  return fingerprint === null;
}

/** The run's queue: a name that whichever worker comes first draws, so that two runs of the same data never share one. */
async function queueName(run: string): Promise<string> {
  const path = join(claimsFolder(run), "queue");
  await mkdir(claimsFolder(run), { recursive: true });
  await writeNew(path, `sluice-${randomUUID()}\n`);
  return (await readFile(path, "utf8")).trim();
}
