import type { RecallDone } from "../../actions/recall.ts";
import { count, counted } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { AddCommand, Session } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { curatedCheckText } from "../../words/texts/curated-check-text.ts";

interface Flags {
  readonly hashes?: readonly string[];
  readonly keys?: readonly string[];
  readonly data?: string;
  readonly json?: boolean;
}

/** Keys without a pair that are named. */
const NAMED = 5;

export const addRecall: AddCommand = (program, session) => {
  program
    .command("recall")
    .description("take pairs out of a curated dataset by hash or key, and prove that they are gone")
    .argument("<dir>", "a curated dataset's folder")
    .option("--hashes <file...>", "lists of hashes (MD5, SHA-1, SHA-256, PDQ) and URLs, a line each")
    .option("--keys <file...>", "keys of pairs, one a line, as sluice find --keys writes them")
    .option("--data <uri>", "where the dataset's source lies now, when it moved")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nOnly the files that hold such a pair are written again; the others keep every byte. CURATED.yaml and removed.parquet\nsay what was recalled, when and by which lists. Then the dataset is read again: nothing on the lists may be in it,\nand it must be its source less what its books list (curate --check).\n\nExamples:\n  sluice recall curated/laion --hashes known.txt\n  sluice recall curated/laion --keys me.txt --json\n\nExit code 4 means: done, and a key has no pair, a line of a list says nothing, or the source is out of reach, so that\nthe proof is the dataset's own. Exit code 3 means: not proven.",
    )
    .action((folder: string, flags: Flags) => recallCommand(folder, flags, session));
};

async function recallCommand(folder: string, { json, ...wish }: Flags, session: Session): Promise<void> {
  const { recallPairs } = await import("../../actions/recall.ts");
  const { now, signal } = session;
  const done = await recallPairs({ ...wish, folder, now }, signal);
  session.print(json ? jsonText(done) : recallText(done, folder).join("\n"));
  const { absent, check, unmet, troubles } = done;
  if (!absent || check?.proven === false) session.exit(3);
  else session.exit(check === null || unmet.length + troubles.length > 0 ? 4 : 0);
}

function recallText(done: RecallDone, folder: string): readonly string[] {
  const { pairs, rewritten, untouched, unmet, absent, check, reason, troubles } = done;
  const first = unmet.slice(0, NAMED).map(printable).join(", ");
  return [
    `recalled ${counted(pairs, "pair")}: ${counted(rewritten, "shard")} written again, ${count(untouched)} untouched`,
    ...troubles.map((trouble) => `not read: ${printable(trouble)}`),
    ...(unmet.length > 0
      ? [
          `no such pair in ${folder}: ${first}${unmet.length > NAMED ? `, and ${count(unmet.length - NAMED)} more` : ""}`,
        ]
      : []),
    absent
      ? `absent: ${folder} was read again, and holds nothing of what was to go`
      : `not absent: ${folder} still holds some of it`,
    ...(check === null
      ? [`not held against its source: ${printable(reason)}`]
      : curatedCheckText(check, folder)),
  ];
}
