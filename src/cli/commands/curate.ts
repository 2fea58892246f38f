import { readFile } from "node:fs/promises";
import { writerIds } from "../../../datasets/choices.ts";
import type { Curated } from "../../pipelines/curate/summary.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import { printable } from "../../process/printable.ts";
import type { AddCommand, Session } from "../command.ts";
import { oneOf } from "../options.ts";
import { openReporter } from "../reporter.ts";

interface Flags {
  readonly to: string;
  readonly format: string;
  readonly policy: string;
  readonly data?: string;
  readonly subtract?: string;
  readonly includeUnreviewed?: boolean;
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
    .option("--json", "print one JSON document on stdout, and events as JSON lines on stderr")
    .option("--quiet", "no progress on stderr")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice curate runs/sample --to curated/sample\n  sluice curate runs/laion --policy strict --to curated/laion --format parquet\n\nExit code 4 means: done, and some pairs were no longer what was audited; removed.parquet names them.",
    )
    .action((run: string, flags: Flags) => curateCommand(run, flags, session));
};

async function curateCommand(run: string, flags: Flags, session: Session): Promise<void> {
  const { writers } = await import("../../../datasets/index.ts");
  const writer = writers.find(({ id }) => id === flags.format);
  if (writer === undefined) throw new CliError(`Cannot write format "${flags.format}"`, { exitCode: 2 });
  const { openRunView } = await import("../../run/view.ts");
  const { reopenDataset } = await import("../../run/open-dataset.ts");
  const { curate } = await import("../../pipelines/curate/curate.ts");
  const subtract = await subtractionList(flags.subtract);
  const view = await openRunView(run, flags.policy);
  try {
    const dataset = await reopenDataset(view.run.inputs, view.folder, flags.data ?? null);
    const unreviewed = flags.includeUnreviewed ? "keep" : "hold";
    const options = { view, dataset, to: flags.to, writer, unreviewed, subtract } as const;
    const reporter = await openReporter(session, {
      quiet: flags.quiet ?? false,
      json: flags.json ?? false,
    });
    const context = { now: () => new Date(), emit: reporter.emit, signal: session.signal };
    const curated = await curate(options, context).finally(reporter.close);
    session.print(flags.json ? JSON.stringify(curated) : curatedText(curated, flags.to).join("\n"));
    const lost =
      curated.reasons.some(({ rule }) => rule === "changed" || rule === "gone") ||
      curated.troubles.length > 0;
    session.exit(lost ? 4 : 0);
  } finally {
    view.close();
  }
}

async function subtractionList(path: string | undefined): Promise<ReadonlySet<string>> {
  if (path === undefined) return new Set();
  try {
    const lines = (await readFile(path, "utf8")).split("\n").map((line) => line.trim());
    return new Set(lines.filter((line) => line !== "" && !line.startsWith("#")));
  } catch (cause) {
    throw new CliError(`Cannot read subtraction list "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}

/** Counts before and after, by reason. */
export function curatedText(
  { pairs, reasons, policy, remarks, troubles }: Curated,
  to: string,
): readonly string[] {
  const rows = reasons.map(
    ({ rule, state, pairs: n, about }) =>
      `  ${String(n).padStart(9)}  ${state.padEnd(8)} ${rule.padEnd(18)} ${printable(about)}`,
  );
  return [
    `${pairs.before.toLocaleString("en")} pairs before, ${pairs.written.toLocaleString("en")} written, by policy ${policy.name} v${policy.version}:`,
    `${pairs.removed.toLocaleString("en")} removed, ${pairs.held.toLocaleString("en")} held until a person has looked`,
    ...rows,
    ...remarks.map((remark) => `note: ${remark}`),
    ...troubles.map((trouble) => `trouble: ${printable(trouble)}`),
    `dataset: ${to}`,
    `why each of the others is not in it: ${to}/removed.parquet`,
  ];
}
