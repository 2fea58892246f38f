import { writerIds } from "../../../datasets/choices.ts";
import { CliError } from "../../process/errors.ts";
import { type AddCommand, commandLine, type Session } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { oneOf } from "../../words/options.ts";
import { openReporter } from "../../words/reporter.ts";
import { curatedCheckText } from "../../words/texts/curated-check-text.ts";
import { curatedText } from "../../words/texts/curated-text.ts";
import { pushedText } from "../../words/texts/hub-text.ts";
import { type HubFlags, hubAnswers, withHubFlags } from "./hub-flags.ts";

interface Flags extends HubFlags {
  readonly to?: string;
  readonly check?: string;
  readonly format?: string;
  readonly policy?: string;
  readonly data?: string;
  readonly subtract?: string;
  readonly view?: string;
  readonly includeUnreviewed?: boolean;
  readonly carry?: readonly string[];
  readonly blurFaces?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const addCurate: AddCommand = (program, session) => {
  const command = program
    .command("curate")
    .description("write what a policy and the reviewers let pass as a dataset; resumes when broken off")
    .argument("[run]", "a finished run's folder, or s3://BUCKET/PREFIX")
    .option(
      "--to <dir>",
      "the new dataset's folder, which must not be there yet; or hf://datasets/ORG/NAME[@BRANCH]: audited, documented and held against what is there; or s3://BUCKET/PREFIX, where nothing is yet",
    )
    .option(
      "--format <format>",
      `${writerIds.join(", ")} (default: as the source is stored)`,
      oneOf(...writerIds),
    )
    .option("--policy <file>", "default, strict or a YAML file (default: the run's)")
    .option("--data <uri>", "where the dataset lies now, when it moved")
    .option("--view <name>", "only pairs of a view that was saved with :save")
    .option("--subtract <file>", "keys or SHA-256 digests, one a line, that must not be written")
    .option(
      "--include-unreviewed",
      "write pairs that the policy leaves to people, too, where nobody has looked",
    )
    .option(
      "--carry <field>",
      "write a member (.cls) or field (title) that nothing measured all the same; may be given again",
      (name: string, names: readonly string[] = []) => [...names, name],
    )
    .option(
      "--blur-faces",
      "write pictures with their faces blurred; blurred.parquet lists each, and --check blurs it again",
    )
    .option(
      "--check <dir>",
      "instead: open a curated dataset and its source again, and prove that the one is the other less what is listed",
    );
  withHubFlags(command)
    .option("--json", "print one JSON document on stdout, and events as JSON lines on stderr")
    .option("--quiet", "no progress on stderr")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice curate runs/sample --to curated/sample\n  sluice curate runs/laion --policy strict --to curated/laion --format parquet\n  sluice curate --check curated/sample\n  sluice curate runs/laion --to hf://datasets/org/name          # shows the difference; --push makes it one commit\n\nExit code 4 means: done, and some pairs were no longer what was audited; removed.parquet names them. Exit code 3 means: --check found something that is not as the source and the lists say.",
    )
    .action((run: string | undefined, { check, ...flags }: Flags) => {
      if (check !== undefined) return checkCommand(check, run, flags, session);
      return curateCommand(run, flags, session);
    });
};

async function checkCommand(
  folder: string,
  run: string | undefined,
  { to, data, json }: Flags,
  session: Session,
): Promise<void> {
  if (run !== undefined || to !== undefined)
    throw new CliError(
      `Cannot use --check with ${to === undefined ? "a run" : "--to"}: it reads a curated dataset`,
      {
        exitCode: 2,
      },
    );
  const { checkCuratedFolder } = await import("../../actions/check-curated.ts");
  const checked = await checkCuratedFolder(folder, data ?? null, session.signal);
  session.print(json ? jsonText(checked) : curatedCheckText(checked, folder).join("\n"));
  session.exit(checked.proven ? 0 : 3);
}

async function hubCommand(
  folder: string,
  policy: string | undefined,
  wish: Parameters<typeof import("../../actions/hub/curated.ts").curateToHub>[1],
  { json, quiet }: { readonly json: boolean; readonly quiet: boolean },
  session: Session,
): Promise<void> {
  const { curateToHub } = await import("../../actions/hub/curated.ts");
  const reporter = await openReporter(session, { quiet, json });
  const context = { now: session.now, emit: reporter.emit, signal: session.signal };
  const done = await curateToHub({ folder, policy }, wish, context).finally(reporter.close);
  const { curated, pushed, lacks } = done;
  session.print(
    json
      ? jsonText({ schema: "sluice.curated-on-hub/1", ...done })
      : [
          ...curatedText(curated, done.folder),
          ...lacks.map((lack) => `note: ${lack}`),
          ...pushedText(pushed, commandLine(session.words)),
        ].join("\n"),
  );
  session.exit(done.lost ? 4 : 0);
}

async function curateCommand(
  run: string | undefined,
  { policy, to, json = false, quiet = false, push, gated, notForAllAudiences, ...wish }: Flags,
  session: Session,
) {
  if (run === undefined || to === undefined)
    throw new CliError(
      `Cannot curate: wanted ${run === undefined ? "a run" : "--to DIR"}, got none; see sluice curate --help`,
      { exitCode: 2 },
    );
  const hub = hubAnswers({
    ...(push && { push }),
    ...(gated && { gated }),
    ...(notForAllAudiences && { notForAllAudiences }),
  });
  if (/^hf:/iu.test(to)) return hubCommand(run, policy, { ...wish, ...hub, to }, { json, quiet }, session);
  if (Object.keys(hub).length > 0)
    throw new CliError(
      "Cannot use --push, --gated and --not-for-all-audiences: wanted --to hf://datasets/ORG/NAME, got a folder",
      {
        exitCode: 2,
      },
    );
  const reporter = await openReporter(session, { quiet, json });
  const context = { now: session.now, emit: reporter.emit, signal: session.signal };
  const write = /^s3:/iu.test(to)
    ? (await import("../../actions/elsewhere/curated.ts")).curateToStore
    : (await import("../../actions/curate.ts")).curateRun;
  const { curated, lost } = await write({ folder: run, policy }, { ...wish, to }, context).finally(
    reporter.close,
  );
  session.print(json ? jsonText(curated) : curatedText(curated, to).join("\n"));
  session.exit(lost ? 4 : 0);
}
