import { linker, linksWanted } from "../../process/linked.ts";
import type { AddCommand } from "../../words/command.ts";
import { reportText } from "../../words/report-text.ts";

export const addReport: AddCommand = (program, session) => {
  program
    .command("report")
    .description("write RUN/report.html, or runs/NAME.report.html of a run in s3://: one self-contained page")
    .argument("<run>", "a run's folder, or s3://BUCKET/PREFIX")
    .option("--policy <file>", "default, strict or a YAML file (default: the run's)")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice report runs/sample\n  sluice report runs/sample --policy strict --json",
    )
    .action(async (run: string, flags: { readonly policy?: string; readonly json?: boolean }) => {
      const { reportRun } = await import("../../actions/report.ts");
      const link = linksWanted(session.env) ? linker(session.env) : undefined;
      session.print(reportText(await reportRun(run, flags.policy), flags.json, link));
    });
};
