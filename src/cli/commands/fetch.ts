import type { Command } from "commander";
import type { FetchTerms } from "../../actions/fetch.ts";
import type { Fetched } from "../../fetch/fetch.ts";
import { count, counted } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { AddCommand, Session } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import {
  captionOption,
  configOption,
  hashesOption,
  keyOption,
  mapOption,
  wholeNumber,
} from "../../words/options.ts";
import { openReporter } from "../../words/reporter.ts";

interface Flags extends FetchTerms {
  readonly to: string;
  readonly limit?: number;
  readonly sample?: number;
  readonly seed: number;
  readonly map?: string;
  readonly caption?: readonly string[];
  readonly key?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Reasons that are shown. */
const SHOWN = 12;

const further = (path: string, paths: readonly string[] = []) => [...paths, path];

/** Adds the flags on which terms pictures are fetched: `fetch` and `audit --fetch` ask for the same. */
export function withFetchTerms(command: Command): Command {
  return command
    .option(
      "--deny <file>",
      "fetch: known-bad addresses, hosts and hashes, one a line, never asked for and never kept; may be given again",
      further,
    )
    .option("--waiver <text>", "fetch: why there is no deny list; kept with the pictures")
    .option(
      "--opt-out <file>",
      "fetch: addresses and hosts whose owners want no such use, one a line; may be given again",
      further,
    )
    .option(
      "--contact <address>",
      "fetch: mail or page by which who runs a server reaches you; every server is told",
    )
    .option("--timeout <seconds>", "fetch: the most that one picture may take (default: 30)", wholeNumber(1))
    .option(
      "--most-megabytes <n>",
      "fetch: the most that one picture may have (default: 20.97)",
      wholeNumber(1),
    );
}

export const addFetch: AddCommand = (program, session) => {
  const command = program
    .command("fetch")
    .description("fetch the pictures that a list of addresses names, as img2dataset lays them out; resumes")
    .argument(
      "<uri...>",
      "a table with addresses (LAION, DataComp, COYO, CC3M, CC12M, RedCaps, …), here or elsewhere",
    )
    .requiredOption("--to <dir>", "folder for the shards; one that was begun is gone on with");
  withFetchTerms(command)
    .addOption(hashesOption())
    .option("--limit <n>", "only the first n rows", wholeNumber(1))
    .option("--sample <n>", "only n rows drawn at random without replacement", wholeNumber(1))
    .option("--seed <s>", "seed of --sample", wholeNumber(0), 0)
    .addOption(mapOption())
    .addOption(captionOption())
    .addOption(keyOption())
    .addOption(configOption())
    .option("--json", "print one JSON document on stdout, and events as JSON lines on stderr")
    .option("--quiet", "no progress on stderr")
    .addHelpText(
      "after",
      '\nExamples:\n  sluice fetch laion.parquet --to data/laion --deny known-bad.txt --contact you@example.org\n  sluice fetch hf://datasets/org/urls --sample 10000 --to data/urls --deny known-bad.txt --contact https://example.org/crawl\n  sluice fetch own.tsv --to data/own --waiver "my own pictures, on my own server" --contact you@example.org\n\nAt most two requests at once go to a host; robots.txt, X-Robots-Tag and tdm-reservation are kept to; addresses of\nprivate networks are never asked, whoever names them. What is on a list of --hashes, by a hash of its bytes, by its looks\n(PDQ) or by its address, leaves a row with its key and denied. Exit code 4 means: done, and some rows have no picture; the\ntable beside each tar says why.',
    )
    .action((uris: readonly string[], flags: Flags) => fetchCommand(uris, flags, session));
};

async function fetchCommand(uris: readonly string[], flags: Flags, session: Session): Promise<void> {
  const { json = false, quiet = false, sample, seed, ...wish } = flags;
  const { fetchDataset } = await import("../../actions/fetch.ts");
  const reporter = await openReporter(session, { quiet, json });
  const context = { now: session.now, emit: reporter.emit, signal: session.signal };
  const drawn = sample === undefined ? {} : { sample: { size: sample, seed } };
  const fetched = await fetchDataset({ ...wish, ...drawn, uris }, context).finally(reporter.close);
  session.print(json ? jsonText({ schema: "sluice.fetched/1", ...fetched }) : fetchedText(fetched));
  session.exit(fetched.fetched < fetched.rows ? 4 : 0);
}

/** How many came, and why the others did not. */
function fetchedText({ folder, shards, rows, fetched, reasons }: Fetched): string {
  const more = reasons.length - SHOWN;
  return [
    `${count(fetched)} of ${counted(rows, "picture")} fetched, ${counted(shards, "shard")}: ${folder}`,
    ...reasons.slice(0, SHOWN).map(({ reason, rows: n }) => `${count(n).padStart(9)}  ${printable(reason)}`),
    ...(more > 0 ? [`           and ${more} more reasons`] : []),
    `next: sluice audit ${shellWord(folder)}`,
  ].join("\n");
}
