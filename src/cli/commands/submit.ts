import { spawn } from "node:child_process";
import { once } from "node:events";
import { type Launcher, launchers } from "../../actions/choices.ts";
import type { SubmitWish } from "../../actions/cluster/submit.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import { shellWords } from "../../process/shell-word.ts";
import type { AddCommand, Session } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { custodianOption, hashesOption, wholeNumber } from "../../words/options.ts";

interface SubmitFlags extends Omit<SubmitWish, "run" | "launcher"> {
  readonly now?: boolean;
  readonly json?: boolean;
}

export const addSubmit: AddCommand = (program, session) => {
  program
    .command("submit")
    .description("write what starts a run's workers on a cluster; --now runs it")
    .argument("<launcher>", `${launchers.slice(0, -1).join(", ")} or ${launchers.at(-1)}`)
    .argument("<run>", "a planned run's folder, as the workers see it")
    .requiredOption("--workers <n>", "how many workers", wholeNumber(1))
    .option(
      "--queue <url>",
      "workers take shards from a queue on Redis or Valkey, or from leases in s3://bucket/path",
    )
    .option("--data <uri>", "where the dataset lies on the workers' machines, where not where the run says")
    .option("--device <device>", "device of the workers")
    .addOption(hashesOption())
    .addOption(custodianOption())
    .option("--image <image>", "k8s: container image with sluice in it")
    .option("--volume <claim>", "k8s: claim of the volume that holds the run and the data")
    .option("--now", "run it as well")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice submit slurm /shared/runs/laion --workers 64 --now\n  sluice submit k8s /data/runs/laion --workers 16 --image registry/sluice:1 --volume laion\n  sluice submit local runs/laion --workers 2 --now",
    )
    .action((launcher: string, run: string, flags: SubmitFlags) =>
      submitCommand(launcher, run, flags, session),
    );
};

async function submitCommand(
  launcher: string,
  run: string,
  { now = false, json = false, ...wish }: SubmitFlags,
  session: Session,
): Promise<void> {
  if (!isLauncher(launcher))
    throw new CliError(`Cannot submit to "${launcher}": wanted ${launchers.join(", ")}`, { exitCode: 2 });
  const { submitRun } = await import("../../actions/cluster/submit.ts");
  const { file, start } = await submitRun({ ...wish, run, launcher });
  if (json) session.print(jsonText({ schema: "sluice.submission/1", launcher, file, start }));
  else session.print(now ? file : `${file}\nnext: ${shellWords(start)}`);
  // Workers elsewhere see none of this machine's processes.
  const here = launcher === "local" ? { SLUICE_PARENTS: String(process.pid) } : {};
  if (now) await begin(start, here, session);
}

/** Runs what starts the workers, its output on stderr; what it ends with counts. */
async function begin(
  [command = "", ...words]: readonly string[],
  here: NodeJS.ProcessEnv,
  { signal, say, exit, env }: Session,
): Promise<void> {
  const child = spawn(command, words, {
    ...{ stdio: ["ignore", "pipe", "pipe"], signal, killSignal: "SIGTERM" },
    env: { ...env, ...here },
  });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => say(text.replace(/\n$/u, "")));
  const ended = once(child, "close") as Promise<[number | null]>;
  const [code] = await ended.catch((error: unknown) => {
    throw new CliError(`Cannot run ${command}: ${oneLine(error)}`, { exitCode: 1, cause: error });
  });
  if (code !== 0) exit(code === 75 || code === 4 ? code : 1);
}

function isLauncher(text: string): text is Launcher {
  return launchers.some((known) => known === text);
}
