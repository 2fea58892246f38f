import { count, counted, megabytes } from "../../process/figures.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { openReporter } from "../../words/reporter.ts";

interface Flags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const words = {
  json: "print one JSON document on stdout, and events as JSON lines on stderr",
  quiet: "no progress on stderr",
};

export const addPush: AddCommand = (program, session) => {
  program
    .command("push")
    .description("put a run or a curated dataset into an empty place of object storage; resumes")
    .argument("<folder>", "a run's folder, or a curated dataset")
    .argument("<to>", "s3://BUCKET/PREFIX, where nothing is yet")
    .option("--json", words.json)
    .option("--quiet", words.quiet)
    .addHelpText(
      "after",
      "\nExamples:\n  sluice push runs/laion s3://bucket/runs/laion\n  sluice pull s3://bucket/runs/laion runs/laion\n\nNothing there is ever written over. Until all of it is there, nobody reads it as whole.",
    )
    .action(async (folder: string, to: string, { json = false, quiet = false }: Flags) => {
      const { pushFolder } = await import("../../actions/elsewhere/push.ts");
      const reporter = await openReporter(session, { quiet, json });
      const context = { now: session.now, emit: reporter.emit, signal: session.signal };
      const pushed = await pushFolder(folder, to, context).finally(reporter.close);
      session.print(
        json
          ? jsonText({ schema: "sluice.pushed-folder/1", ...pushed })
          : `${counted(pushed.files, "file")}, ${megabytes(pushed.bytes)}, ${count(pushed.there)} of them there before: ${pushed.to}\nnext: sluice pull ${shellWord(pushed.to)} DIR`,
      );
    });
};

export const addPull: AddCommand = (program, session) => {
  program
    .command("pull")
    .description("get what sluice push put into object storage, each file held against its hash; resumes")
    .argument("<from>", "s3://BUCKET/PREFIX")
    .argument("<folder>", "a folder that must not be there yet")
    .option("--json", words.json)
    .option("--quiet", words.quiet)
    .addHelpText("after", "\nExample:\n  sluice pull s3://bucket/runs/laion runs/laion")
    .action(async (from: string, folder: string, { json = false, quiet = false }: Flags) => {
      const { pullFolder } = await import("../../actions/elsewhere/pull.ts");
      const reporter = await openReporter(session, { quiet, json });
      const context = { now: session.now, emit: reporter.emit, signal: session.signal };
      const pulled = await pullFolder(from, folder, context).finally(reporter.close);
      session.print(
        json
          ? jsonText({ schema: "sluice.pulled-folder/1", ...pulled })
          : `${counted(pulled.files, "file")}, ${megabytes(pulled.bytes)}, ${count(pulled.here)} of them here before: ${folder}`,
      );
    });
};
