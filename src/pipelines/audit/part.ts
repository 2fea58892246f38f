import { CliError } from "../../process/errors.ts";

/** Which shards this process takes: every `of`-th, from `index`. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/**
 * The share of the work, from `--shard i/n`, or `auto/n` with the scheduler's index: a Slurm array
 * (`SLURM_ARRAY_TASK_ID`) or an indexed Kubernetes job (`JOB_COMPLETION_INDEX`). A task has the same share however many
 * others were launched with it, so that one that was lost can be run again alone. Without the flag, everything: the
 * processes of a run claim shards one by one.
 * @throws CliError (exit code 2) when it makes no sense
 */
export function parsePart(flag: string | undefined, env: NodeJS.ProcessEnv): Part {
  if (flag === undefined) return { index: 0, of: 1 };
  const [, index = "", of = ""] =
    /^(\d+|auto)\/(\d+)$/u.exec(flag) ?? refuse(flag, "i/n, as in 0/8, or auto/8");
  const part = { index: index === "auto" ? scheduled(flag, Number(of), env) : Number(index), of: Number(of) };
  if (part.of < 1 || part.index >= part.of) refuse(flag, "an index from 0 below the count");
  return part;
}

function scheduled(flag: string, of: number, env: NodeJS.ProcessEnv): number {
  const task = env["SLURM_ARRAY_TASK_ID"] ?? env["JOB_COMPLETION_INDEX"];
  if (task === undefined || !/^\d+$/u.test(task))
    refuse(flag, "SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX in the environment");
  // Arrays that count from 1, as 1-8, have shares as well.
  return Number(task) % of;
}

function refuse(got: string, wanted: string): never {
  throw new CliError(`Cannot use --shard "${got}": wanted ${wanted}`, { exitCode: 2 });
}
