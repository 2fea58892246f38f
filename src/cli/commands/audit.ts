import type { Audited, AuditWish } from "../../actions/audit.ts";
import type { FetchTerms } from "../../actions/fetch.ts";
import { withoutEmbeddings } from "../../looking/meaning/asked-with.ts";
import { CliError } from "../../process/errors.ts";
import { counted } from "../../process/figures.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { AddCommand, Session } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { configOption, deviceOption, wholeNumber } from "../../words/options.ts";
import { reportText } from "../../words/report-text.ts";
import { openReporter } from "../../words/reporter.ts";
import { withDataFlags } from "./data-flags.ts";
import { withFetchTerms } from "./fetch.ts";
import { saying } from "./topics.ts";

export interface AuditFlags extends FetchTerms {
  readonly fetch?: boolean;
  readonly out?: string;
  readonly filters?: readonly string[];
  readonly model?: readonly string[];
  readonly device: string;
  readonly workers: number;
  readonly limit?: number;
  readonly sample?: number;
  readonly followLinks?: boolean;
  readonly map?: string;
  readonly image?: readonly string[];
  readonly caption?: readonly string[];
  readonly key?: string;
  readonly seed: number;
  readonly shard?: string;
  readonly hashes?: readonly string[];
  readonly custodian?: string;
  readonly policy?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const addAudit: AddCommand = (program, session) => {
  const command = program
    .command("audit")
    .description("score every pair of a dataset once; resumes when the run exists and matches")
    .argument(
      "<uri...>",
      "folder, file, {00000..00099}.tar, glob, hf://datasets/ORG/NAME[@REV][/PATH], s3://BUCKET/PATH, https://…, or the built-in `sample`",
    )
    .option("--out <run>", "the run's folder (default: runs/<name of the dataset>)");
  command.option(
    "--fetch",
    "fetch the pictures first that a list of addresses names, into <run>.fetched, and audit these; --limit and --sample say how many",
  );
  withFetchTerms(withDataFlags(command))
    .addOption(deviceOption())
    .option("--workers <n>", "worker processes; 0 is one per core", wholeNumber(0), 0)
    .option(
      "--shard <i/n>",
      "every n-th shard from the i-th, counted from 0; `auto/n` asks Slurm or Kubernetes",
    )
    .option(
      "--policy <file>",
      "policy to decide by afterwards: default, strict or a YAML file; the run keeps it (default: the run's)",
    )
    .addOption(configOption())
    .option("--json", "print one JSON document on stdout, and events as JSON lines on stderr")
    .option("--quiet", "no progress on stderr")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice audit sample --json\n  sluice audit 'data/{00000..00099}.tar' --out runs/laion --device cuda\n  sluice audit hf://datasets/org/name@v1.0/data --sample 1000\n  sluice audit data/ --sample 10000 --seed 7\n  sluice audit laion.parquet --fetch --sample 1000 --deny known-bad.txt --contact you@example.org\n  sluice audit data/ --filters default,embeddings     # captions can be found by meaning at once\n  sluice audit data/ --out /shared/run --shard 3/16      # one of 16 machines\n  sluice audit data/ --hashes known.txt --custodian custodian.pub\n\nExit code 4 means: done, and some pairs have errors (rows of the run, with the reason) or a shard or a line of --hashes could not be read.",
    )
    .action((uris: readonly string[], flags: AuditFlags) => auditCommand(uris, flags, session));
};

async function auditCommand(
  uris: readonly string[],
  { filters: asked, ...others }: AuditFlags,
  session: Session,
): Promise<void> {
  const { embeddings, ...filters } = withoutEmbeddings(asked);
  const flags = { ...others, ...filters };
  if (embeddings) refuseVectors(flags.out);
  const audited = await runAudit(uris, flags, session);
  const { folder, complete, shardsFailed, worked, report, trouble } = audited;
  // Who seals what several do makes the vectors that were asked for.
  if (embeddings && !complete) await (await import("../../looking/meaning/wanted.ts")).wantVectors(folder);
  if (!complete) {
    const isPart = flags.shard !== undefined;
    const failed = `${shardsFailed} failed, see above; run again to retry them`;
    session.say(
      `Not every shard of ${folder} is done yet: ${shardsFailed > 0 ? failed : `this was its share; once every share is done: sluice seal ${shellWord(folder)}`}`,
    );
    if (flags.json) session.print(jsonText({ schema: "sluice.worked/1", run: folder, complete, ...worked }));
    // A scheduler takes any other code for a failure: what is bad is in the run, and sealing says so.
    session.exit(shardsFailed === 0 ? 0 : isPart ? 75 : 1);
    return;
  }
  if (embeddings) await embed(folder, flags, session);
  if (report === null) throw trouble;
  session.print(reportText(report, flags.json));
  const { errors, troubles, denied } = report.summary;
  const unusable = denied?.custody.some((list) => list.unusable > 0) ?? false;
  session.exit(errors > 0 || troubles.length > 0 || unusable ? 4 : 0);
}

/** Makes the vectors that captions are found by, once the run is whole. */
async function embed(folder: string, { policy, quiet }: AuditFlags, session: Session): Promise<void> {
  const { embedAt } = await import("../../looking/meaning/at-run.ts");
  const onProgress = quiet ? () => {} : saying(session.say);
  const captions = await embedAt({ folder, policy }, { signal: session.signal, onProgress });
  if (!quiet) session.say(`${counted(captions, "caption")} can be found by meaning: ${folder}/embeddings`);
}

/** The audit itself, with progress on stderr; what came of it is for the caller to show. */
export async function runAudit(
  uris: readonly string[],
  flags: AuditFlags,
  session: Session,
): Promise<Audited> {
  const { quiet = false, json = false } = flags;
  const reporter = await openReporter(session, { quiet, json });
  const context = { now: session.now, emit: reporter.emit, signal: session.signal };
  const { auditAt } = await import("../../actions/wherever.ts");
  return auditAt(auditWish(uris, flags, session), context).finally(reporter.close);
}

/** What the flags of `audit` and `plan` ask for. @throws CliError (exit code 2) */
export function auditWish(
  uris: readonly string[],
  { model = [], limit, sample, seed, quiet: _quiet, json: _json, ...all }: AuditFlags,
  session: Session,
): AuditWish {
  const { fetch = false, deny, optOut, waiver, contact, timeout, mostMegabytes, ...flags } = all;
  const given = Object.entries({ deny, optOut, waiver, contact, timeout, mostMegabytes }).filter(
    ([, value]) => value !== undefined,
  );
  if (!fetch && given.length > 0)
    throw new CliError("Cannot use terms of fetching without --fetch", { exitCode: 2 });
  return {
    ...flags,
    ...(fetch && { fetch: Object.fromEntries(given) }),
    uris,
    models: parseModels(model),
    ...(limit === undefined ? {} : { limit }),
    ...(sample === undefined ? {} : { sample: { size: sample, seed } }),
    env: session.env,
    command: ["sluice", ...session.words],
  };
}

function parseModels(choices: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    choices.map((choice) => {
      const [filter, model] = choice.split("=");
      if (!filter || !model)
        throw new CliError(`Cannot use --model "${choice}": wanted filter=model`, { exitCode: 2 });
      return [filter, model];
    }),
  );
}

/** @throws CliError (exit code 2) where vectors are asked for of a run in object storage */
export function refuseVectors(out: string | undefined): void {
  if (out === undefined || !/^s3:\/\//iu.test(out)) return;
  throw new CliError(
    `Cannot make vectors of a run in object storage: leave "embeddings" out; once it is sealed, sluice pull ${shellWord(out)} DIR and sluice topics DIR make them`,
    { exitCode: 2 },
  );
}
