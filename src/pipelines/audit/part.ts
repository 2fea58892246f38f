import { CliError } from "../../process/errors.ts";

/** Which shards this process takes: every `of`-th, from `index`. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/**
 * The share of the work, from `--shard i/n` or from the scheduler: a Slurm array
 * (`SLURM_ARRAY_TASK_ID`, `_MIN`, `_COUNT`) or an indexed Kubernetes job (`JOB_COMPLETION_INDEX`, with
 * the number of completions in `JOB_COMPLETIONS` or in `--shard auto/n`).
 * @throws CliError (exit code 2) when it makes no sense
 */
export function parsePart(flag: string | undefined, env: NodeJS.ProcessEnv): Part {
  const [index = "auto", of] = flag?.split("/") ?? [];
  if (flag !== undefined && !/^(\d+|auto)\/\d+$/u.test(flag)) refuse(flag, "i/n, as in 0/8, or auto/8");
  const part = index === "auto" ? fromScheduler(of, env) : { index: Number(index), of: Number(of) };
  if (part.of < 1 || part.index >= part.of)
    refuse(flag ?? `${part.index}/${part.of}`, "an index from 0 below the count");
  return part;
}

function fromScheduler(of: string | undefined, env: NodeJS.ProcessEnv): Part {
  const task = env["SLURM_ARRAY_TASK_ID"];
  if (task !== undefined) {
    const count =
      of ?? env["SLURM_ARRAY_TASK_COUNT"] ?? refuse("auto", "SLURM_ARRAY_TASK_COUNT or --shard auto/n");
    return { index: Number(task) - Number(env["SLURM_ARRAY_TASK_MIN"] ?? 0), of: Number(count) };
  }
  const completion = env["JOB_COMPLETION_INDEX"];
  if (completion !== undefined) {
    const count =
      of ??
      env["JOB_COMPLETIONS"] ??
      refuse("auto", "JOB_COMPLETIONS or --shard auto/n, since JOB_COMPLETION_INDEX is set");
    return { index: Number(completion), of: Number(count) };
  }
  if (of !== undefined)
    refuse(`auto/${of}`, "SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX in the environment");
  return { index: 0, of: 1 };
}

function refuse(got: string, wanted: string): never {
  throw new CliError(`Cannot use --shard "${got}": wanted ${wanted}`, { exitCode: 2 });
}
