import { basename } from "node:path";
import type { FilterId } from "../../../filters/index.ts";
import type { AuditResult } from "../../pipelines/audit/audit.ts";
import { CliError } from "../../process/errors.ts";
import { openOrRefuse } from "../../run/open-dataset.ts";
import type { AddCommand, Session } from "../command.ts";
import { list, oneOf, wholeNumber } from "../options.ts";
import { openReporter } from "../reporter.ts";

export interface AuditFlags {
  readonly out?: string;
  readonly filters?: readonly string[];
  readonly model?: readonly string[];
  readonly device: string;
  readonly workers: number;
  readonly limit?: number;
  readonly sample?: number;
  readonly seed: number;
  readonly shard?: string;
  readonly policy: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const addAudit: AddCommand = (program, session) => {
  program
    .command("audit")
    .description("score every pair of a dataset once; resumes when the run exists and matches")
    .argument("<uri...>", "folder, file, {00000..00099}.tar, glob, or the built-in `sample`")
    .option("--out <run>", "the run's folder (default: runs/<name of the dataset>)")
    .option("--filters <ids>", "filters to run, separated by commas (see: sluice filters list)", list)
    .option("--model <filter=model...>", "another model for a filter, as in nsfw-image=nsfw-inception-v3")
    .option(
      "--device <device>",
      "auto, cuda, webgpu, coreml, dml or cpu",
      oneOf("auto", "cuda", "webgpu", "coreml", "dml", "cpu"),
      "auto",
    )
    .option("--workers <n>", "worker threads; 0 is one per core", wholeNumber(0), 0)
    .option("--limit <n>", "only the first n pairs", wholeNumber(1))
    .option("--sample <n>", "only n pairs drawn at random without replacement", wholeNumber(1))
    .option("--seed <s>", "seed of --sample", wholeNumber(0), 0)
    .option(
      "--shard <i/n>",
      "every n-th shard from the i-th, counted from 0; `auto/n` asks Slurm or Kubernetes",
    )
    .option("--policy <file>", "policy to decide by afterwards: default, strict or a YAML file", "default")
    .option("--json", "print one JSON document on stdout, and events as JSON lines on stderr")
    .option("--quiet", "no progress on stderr")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice audit sample --json\n  sluice audit 'data/{00000..00099}.tar' --out runs/laion --device cuda\n  sluice audit data/ --sample 10000 --seed 7\n  sluice audit data/ --out /shared/run --shard 3/16      # one of 16 machines\n\nExit code 4 means: done, and some pairs have errors (rows of the run, with the reason) or a shard could not be read.",
    )
    .action((uris: readonly string[], flags: AuditFlags) => auditCommand(uris, flags, session));
};

async function auditCommand(uris: readonly string[], flags: AuditFlags, session: Session): Promise<void> {
  const result = await runAudit(uris, flags, session);
  if (!result.complete) {
    session.say(
      `Not every shard of ${result.folder} is done yet: ${result.shardsFailed > 0 ? `${result.shardsFailed} failed, see above; run again to retry them` : "other parts are still to come"}`,
    );
    session.exit(result.shardsFailed > 0 ? 1 : 0);
    return;
  }
  const { showRun } = await import("../show-run.ts");
  const { errors, troubles } = await showRun(result.folder, flags, session);
  session.exit(errors > 0 || troubles.length > 0 ? 4 : 0);
}

/** The audit itself, with progress on stderr; what came of it is for the caller to show. */
export async function runAudit(
  uris: readonly string[],
  flags: AuditFlags,
  session: Session,
): Promise<AuditResult> {
  if (flags.limit !== undefined && flags.sample !== undefined)
    throw new CliError("Cannot use --limit with --sample: choose one", { exitCode: 2 });
  const { audit } = await import("../../pipelines/audit/audit.ts");
  const { parsePart } = await import("../../pipelines/audit/part.ts");
  const part = parsePart(flags.shard, session.env);
  const filters = await chosenFilters(flags.filters);
  const models = parseModels(flags.model ?? []);
  const { loadPolicy } = await import("../../policy/load.ts");
  await loadPolicy(flags.policy);
  const dataset = await openOrRefuse(uris);
  const out = flags.out ?? `runs/${folderName(uris)}`;
  const reporter = await openReporter(session, {
    quiet: flags.quiet ?? false,
    json: flags.json ?? false,
  });
  try {
    return await audit(
      {
        dataset,
        out,
        filters,
        models,
        device: flags.device,
        workers: flags.workers,
        ...(flags.limit === undefined ? {} : { limit: flags.limit }),
        ...(flags.sample === undefined ? {} : { sample: { size: flags.sample, seed: flags.seed } }),
        part,
        command: ["sluice", ...session.words],
      },
      { now: () => new Date(), emit: reporter.emit, signal: session.signal },
    );
  } finally {
    reporter.close();
  }
}

async function chosenFilters(ids: readonly string[] | undefined): Promise<readonly FilterId[]> {
  const { defaultFilters, filterIds, isFilterId } = await import("../../../filters/index.ts");
  if (ids === undefined) return defaultFilters();
  const unknown = ids.find((id) => !isFilterId(id));
  if (unknown !== undefined)
    throw new CliError(`Cannot use filter "${unknown}": wanted one of ${filterIds.join(", ")}`, {
      exitCode: 2,
    });
  return filterIds.filter((id) => ids.includes(id));
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

/** `data/laion/{00000..00009}.tar` → `00000..00009`: something to find the run by. */
function folderName(uris: readonly string[]): string {
  const name = basename(uris[0] ?? "run").replace(/\.(tar|tgz|tar\.gz|parquet|tsv|json)$/u, "");
  return name.replace(/[^\w.-]+/gu, "_").replace(/^[._]+|_+$/gu, "") || "run";
}
