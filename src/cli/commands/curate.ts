import { writerIds } from "../../../datasets/choices.ts";
import type { AddCommand, Session } from "../command.ts";
import { curatedText } from "../curated-text.ts";
import { oneOf } from "../options.ts";
import { openReporter } from "../reporter.ts";

interface Flags {
  readonly to: string;
  readonly format: string;
  readonly policy: string;
  readonly data?: string;
  readonly subtract?: string;
  readonly includeUnreviewed?: boolean;
  readonly carry?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const addCurate: AddCommand = (program, session) => {
  program
    .command("curate")
    .description("write what a policy and the reviewers let pass as a dataset; resumes when broken off")
    .argument("<run>", "a finished run's folder")
    .requiredOption("--to <dir>", "the new dataset's folder; it must not be there yet")
    .option("--format <format>", writerIds.join(", "), oneOf(...writerIds), "webdataset")
    .option("--policy <file>", "default, strict or a YAML file", "default")
    .option("--data <uri>", "where the dataset lies now, when it moved")
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
    .option("--json", "print one JSON document on stdout, and events as JSON lines on stderr")
    .option("--quiet", "no progress on stderr")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice curate runs/sample --to curated/sample\n  sluice curate runs/laion --policy strict --to curated/laion --format parquet\n\nExit code 4 means: done, and some pairs were no longer what was audited; removed.parquet names them.",
    )
    .action((run: string, flags: Flags) => curateCommand(run, flags, session));
};

async function curateCommand(
  run: string,
  { policy, json = false, quiet = false, ...wish }: Flags,
  session: Session,
) {
  const { curateRun } = await import("../../actions/curate.ts");
  const reporter = await openReporter(session, { quiet, json });
  const context = { now: session.now, emit: reporter.emit, signal: session.signal };
  const { curated, lost } = await curateRun({ folder: run, policy }, wish, context).finally(reporter.close);
  session.print(json ? JSON.stringify(curated) : curatedText(curated, wish.to).join("\n"));
  session.exit(lost ? 4 : 0);
}
