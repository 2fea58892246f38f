import type { WorkWish } from "../../actions/cluster/work.ts";
import type { ShardVectors } from "../../looking/meaning/shard-vectors.ts";
import type { Context } from "../../process/events.ts";
import { counted } from "../../process/figures.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { AddCommand, Session } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import {
  configOption,
  custodianOption,
  deviceOption,
  hashesOption,
  wholeNumber,
} from "../../words/options.ts";
import { openReporter } from "../../words/reporter.ts";

/** Exit code of a worker that is worth starting again: shards were given up. */
const AGAIN = 75;

interface WorkFlags extends Omit<WorkWish, "run"> {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const addWork: AddCommand = (program, session) => {
  program
    .command("work")
    .description(
      "claim shards of a planned run and score them until none is left; any number of workers at once",
    )
    .argument("<run>", "a run's folder, which all workers see, or s3://BUCKET/PREFIX, where it was planned")
    .option(
      "--queue <url>",
      "take shards from a queue on Redis or Valkey, redis://host:port, or from leases in object storage, s3://bucket/path; without it, from lease files in the run",
    )
    .option("--data <uri>", "where the dataset lies on this machine, where not where the run says")
    .addOption(deviceOption())
    .option("--workers <n>", "worker processes; 0 is one per core", wholeNumber(0), 0)
    .option("--lease <s>", "seconds without a sign of life after which another takes a shard", wholeNumber(1))
    .option("--again", "try shards again that were given up")
    .option("--seal", "the last worker seals the run")
    .addOption(hashesOption())
    .addOption(custodianOption())
    .addOption(configOption())
    .option("--json", "print one JSON document on stdout, and events as JSON lines on stderr")
    .option("--quiet", "no progress on stderr")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice work /shared/runs/laion --device cuda\n  sluice work /shared/runs/laion --queue redis://queue:6379 --seal\n\nExit codes: 0 nothing is left to score (pairs that are bad are rows of the run), 75 worth starting again,\n2 this worker cannot work on this run, or failed in the same unforeseen way three times on its machine.",
    )
    .action((run: string, flags: WorkFlags) => workCommand(run, flags, session));
};

async function workCommand(run: string, flags: WorkFlags, session: Session): Promise<void> {
  const { quiet = false, json = false, ...wish } = flags;
  const { workAt } = await import("../../actions/wherever.ts");
  const { workerFailure } = await import("../../actions/cluster/unexpected.ts");
  const reporter = await openReporter(session, { quiet, json });
  const context: Context = { now: session.now, emit: reporter.emit, signal: session.signal };
  const vectors = await vectorsOf(run);
  const worked = await workAt(
    {
      ...wish,
      env: session.env,
      queue: wish.queue ?? session.env["SLUICE_QUEUE"],
      run,
      ...(vectors && { afterShard: vectors.embed }),
    } as WorkWish,
    context,
  )
    .finally(async () => {
      await vectors?.close();
      reporter.close();
    })
    .catch(async (error: unknown) => {
      throw session.signal.aborted ? error : await workerFailure(run, error);
    });
  const { shards, pairs, failed, givenUp, sealed, complete } = worked;
  if (sealed && vectors !== null) {
    const { embedAt } = await import("../../looking/meaning/at-run.ts");
    await embedAt({ folder: run }, { signal: session.signal });
  }
  for (const { shard, reason } of givenUp) session.say(`shard ${shard} was given up: ${reason}`);
  if (json) session.print(jsonText({ schema: "sluice.worked/1", run, ...worked }));
  else
    session.print(
      `${run}: ${counted(shards, "shard")}, ${counted(pairs, "pair")}, ${failed} with errors; ${nextOf(run, { sealed, complete })}`,
    );
  session.exit(givenUp.length > 0 ? AGAIN : 0);
}

/** What makes vectors as shards are scored, where the run was planned with them: only then the encoder is loaded. */
async function vectorsOf(run: string): Promise<ShardVectors | null> {
  const { wantsVectors } = await import("../../looking/meaning/wanted.ts");
  if (!wantsVectors(run)) return null;
  const { shardVectors } = await import("../../looking/meaning/shard-vectors.ts");
  return shardVectors(run);
}

function nextOf(
  run: string,
  { sealed, complete }: { readonly sealed: boolean; readonly complete: boolean },
): string {
  if (sealed) return `sealed; next: sluice report ${shellWord(run)}`;
  return complete
    ? `every shard is done; next: sluice seal ${shellWord(run)}`
    : `see sluice status ${shellWord(run)}`;
}
