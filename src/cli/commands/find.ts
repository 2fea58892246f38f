import type { PersonFound } from "../../looking/find-person.ts";
import { accountName } from "../../process/account.ts";
import { count, decimals } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { AddCommand, Session } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";

interface Flags {
  readonly image?: string;
  readonly url?: string;
  readonly domain?: string;
  readonly text?: string;
  readonly keys?: string;
  readonly json?: boolean;
}

/** Pairs that are listed on a terminal. */
const SHOWN = 50;

export const addFind: AddCommand = (program, session) => {
  program
    .command("find")
    .description(
      'answer a data subject\'s "am I in it?": a picture, an address, a site or words, looked for in a run',
    )
    .argument("<run>", "a run's folder, or s3://BUCKET/PREFIX")
    .option("--image <file>", "this picture: the same bytes, or nearly the same to look at")
    .option("--url <url>", "this address")
    .option("--domain <host>", "every address of this site and of those below it")
    .option("--text <words>", "captions that are these words, hold them, or say the same")
    .option("--keys <file>", "write the keys of what was found, a line each, for sluice recall --keys")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nNeither pictures nor captions are shown. The request stands in the run's requests.jsonl: when, who asked, a digest\nof what was asked about, and how many pairs were found. A run keeps one picture, address and caption of each pair: what else pairs may hold, and\nwas not looked at, is said.\n\nExamples:\n  sluice find runs/laion --image me.jpg --keys me.txt\n  sluice find runs/laion --domain example.org --json",
    )
    .action((run: string, flags: Flags) => findCommand(run, flags, session));
};

async function findCommand(folder: string, { keys, json, ...wish }: Flags, session: Session): Promise<void> {
  const { findPerson } = await import("../../looking/find-person.ts");
  const { writeOut } = await import("../../looking/lists.ts");
  const { now, signal, env } = session;
  const found = await findPerson({ folder }, wish, { by: accountName(env), now, signal });
  if (keys !== undefined) await writeOut(keys, found.pairs.map(({ key }) => `${key}\n`).join(""));
  session.print(json ? jsonText({ schema: "sluice.found/1", run: folder, ...found }) : foundText(found));
}

function foundText({ request, pairs, blind, recorded }: PersonFound): string {
  const { exact, near, meaning } = request.found;
  const said = { exact: "the same", near: "near", meaning: "alike in meaning" };
  const lines = pairs
    .slice(0, SHOWN)
    .map(
      ({ key, how, measure }) =>
        `  ${printable(key)}  ${said[how]}${measure === null ? "" : ` (${how === "meaning" ? decimals(measure, 2) : `${measure}/64 bits`})`}`,
    );
  return [
    pairs.length === 0
      ? blind.length === 0
        ? "not found"
        : "not found in what was looked at"
      : `found: ${count(exact)} the same, ${count(near)} near, ${count(meaning)} alike in meaning`,
    ...lines,
    ...(pairs.length > SHOWN
      ? [`  and ${count(pairs.length - SHOWN)} more: --keys FILE or --json list them`]
      : []),
    ...blind.map((line) => `not looked at: ${line}`),
    `recorded: ${recorded}`,
  ].join("\n");
}
