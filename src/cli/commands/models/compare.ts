import type { Command } from "commander";
import { reviewerName } from "../../../process/account.ts";
import { CliError } from "../../../process/errors.ts";
import { printable } from "../../../process/printable.ts";
import { resultLines, unfinishedLine } from "../../../screens/compare/result-lines.ts";
import { drawsPictures, hasTerminal, openInterface } from "../../../tui/open-interface.ts";
import type { Session } from "../../../words/command.ts";
import { jsonText } from "../../../words/json-text.ts";
import { wholeNumber } from "../../../words/options.ts";
import { type GateFlags, openOrBeginGate, signerOptions } from "../../gate-session.ts";

interface Flags extends GateFlags {
  readonly prompts: string;
  readonly out?: string;
  readonly seed: number;
  readonly reviewer?: string;
  readonly device: string;
}

/** Adds `sluice models compare`. */
export function addCompare(models: Command, session: Session): void {
  signerOptions(
    models.command("compare"),
    "print what the votes say so far as one JSON document, which names the models, and open nothing",
  )
    .description("judge two cascades' pictures side by side, blind, in the terminal")
    .argument("<a>", "a cascade's id or folder")
    .argument("<b>", "another one's, or the same with other weights")
    .requiredOption("--prompts <file>", 'JSON lines with {"prompt", "negative"?, "seed"?}')
    .option("--out <dir>", "folder of the votes (default: comparisons/A-B)")
    .option(
      "--seed <s>",
      "seed of the pictures, where a line says none, and of who stands on the left",
      wholeNumber(0),
      0,
    )
    .option("--reviewer <name>", "who votes (default: SLUICE_REVIEWER or the user's name)")
    .option("--device <name>", "auto, cpu, cuda, webgpu, coreml or dml", "auto")
    .addHelpText(
      "after",
      "\nExample:\n  sluice models compare illustrator ./candidate --prompts prompts.jsonl\n\nThe prompts are judged at the gate, the run is an entry of its ledger, and a copy of a training picture is withheld.\nPictures pass the output filters, stay in memory and are shown behind a mosaic until a key reveals them.\nVotes are kept as they are given: the same command goes on where it was left.\nThe result is named once every prompt has a verdict, and no verdict can be taken back then.\nA prompt of which the filters withhold a picture gets no vote: it is counted as refused.\n\nExit codes: 4 when lines of --prompts were skipped.",
    )
    .action((a: string, b: string, flags: Flags) => compare({ a, b }, flags, session));
}

async function compare(
  models: Readonly<Record<"a" | "b", string>>,
  flags: Flags,
  session: Session,
): Promise<void> {
  const { reviewer, device, json, prompts: file, out, seed } = flags;
  const { openComparison } = await import("../../../actions/models/compare.ts");
  const { promptsIn } = await import("../../../verbs/prompts.ts");
  const voter = reviewer ?? reviewerName(session.env);
  const { prompts, skipped } = await promptsIn(file);
  // Before a folder of votes is made that nobody could vote into.
  if (!json) await refuseBlind(session);
  // Said at the end: it names models.
  const unchecked: string[] = [];
  const begun = await openComparison({
    ...{ models, prompts, seed, voter },
    ...(out !== undefined && { out }),
  });
  const { folder, torn } = begun;
  try {
    if (torn > 0) session.say(`${torn} torn lines in ${folder}/votes/${voter}.jsonl passed over`);
    if (!json) {
      const gate = await openOrBeginGate(flags, session);
      const { voting, notChecked, end } = await begun.begin(gate, device, session.now, session.signal);
      unchecked.push(...notChecked);
      await openInterface({ screen: "compare", voting }, {}, session).finally(end);
      await begun.written();
    }
    for (const line of skipped) session.say(`not compared, ${line}`);
    if (skipped.length > 0) session.exit(4);
    const { given, left } = begun.given();
    if (!json && left > 0) return session.print(unfinishedLine(given, left));
    const document = await begun.result();
    if (json) return session.print(jsonText(document));
    for (const line of resultLines(models, document)) session.print(printable(line));
    for (const what of unchecked) session.say(`not checked: ${what}`);
    session.say(`votes: ${folder}`);
  } finally {
    await begun.close();
  }
}

/** Nobody votes on what they cannot see. @throws CliError (exit code 2) without a terminal that shows pictures */
async function refuseBlind(session: Session): Promise<void> {
  const refused = (why: string) => new CliError(`Cannot compare: ${why}`, { exitCode: 2 });
  if (!hasTerminal(session)) throw refused("voting needs a terminal; --json prints what was voted so far");
  if (!drawsPictures(session.env))
    throw refused("this terminal shows no pictures; unset NO_COLOR, or use another one");
}
