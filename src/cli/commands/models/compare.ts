import { join } from "node:path";
import type { Command } from "commander";
import { reviewerName } from "../../../process/account.ts";
import { CliError, oneLine } from "../../../process/errors.ts";
import { printable } from "../../../process/printable.ts";
import type { Session } from "../../command.ts";
import { wholeNumber } from "../../options.ts";

interface Flags {
  readonly prompts: string;
  readonly out?: string;
  readonly seed: number;
  readonly reviewer?: string;
  readonly device: string;
  readonly json?: boolean;
}

/** Adds `sluice models compare`. */
export function addCompare(models: Command, session: Session): void {
  models
    .command("compare")
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
    .option(
      "--json",
      "print what the votes say so far as one JSON document, which names the models, and open nothing",
    )
    .addHelpText(
      "after",
      "\nExample:\n  sluice models compare illustrator ./candidate --prompts prompts.jsonl\n\nPictures pass the output filters, stay in memory and are shown behind a mosaic until a key reveals them.\nVotes are kept as they are given: the same command goes on where it was left.\nThe result is named once every prompt has a verdict, and no verdict can be taken back then.\nA prompt of which the filters withhold a picture gets no vote: it is counted as refused.\n\nExit codes: 4 when lines of --prompts were skipped.",
    )
    .action((a: string, b: string, flags: Flags) => compare({ a, b }, flags, session));
}

async function compare(
  models: Readonly<Record<"a" | "b", string>>,
  flags: Flags,
  session: Session,
): Promise<void> {
  const { readPrompts } = await import("../../../pipelines/generate/prompts.ts");
  const { openVotes } = await import("../../../compare/votes.ts");
  const { keepSetup } = await import("../../../compare/setup.ts");
  const { writeComparison } = await import("../../../compare/comparison.ts");
  const { resultLines, unfinishedLine } = await import("../../../compare/result-lines.ts");
  const { drawsPictures, hasTerminal, openInterface } = await import("../../../tui/open-interface.tsx");
  const voter = flags.reviewer ?? reviewerName(session.env);
  const { prompts, skipped } = await readPrompts(flags.prompts);
  const folder = flags.out ?? join("comparisons", `${nameOf(models.a)}-${nameOf(models.b)}`);
  if (!flags.json && !hasTerminal(session))
    throw new CliError("Cannot compare: voting needs a terminal; --json prints what was voted so far", {
      exitCode: 2,
    });
  if (!flags.json && !drawsPictures(session.env))
    throw new CliError(
      "Cannot compare: this terminal shows no pictures; unset NO_COLOR, or use another one",
      {
        exitCode: 2,
      },
    );
  const { seed } = flags;
  const weights = { a: await weightsOf(models.a), b: await weightsOf(models.b) };
  await keepSetup(folder, { models, weights, seed, prompts });
  const votes = await openVotes(folder, voter);
  try {
    if (votes.torn > 0) session.say(`${votes.torn} torn lines in ${folder}/votes/${voter}.jsonl passed over`);
    const idle = {
      models,
      prompts,
      seed,
      votes,
      picture: async () => ({ reason: "not made", refused: false }),
    };
    if (!flags.json) {
      const voted = new Set(votes.verdicts().map(({ prompt }) => prompt));
      const open = [...prompts.keys()].filter((i) => !voted.has(i));
      const { makeDuels } = await import("../../../actions/models/duels.ts");
      const { device } = flags;
      const world = { now: () => session.now(), signal: session.signal };
      const { picture, close } = makeDuels({ models, prompts, open, seed, device }, world);
      await openInterface({ screen: "compare", comparison: { ...idle, picture } }, {}, session).finally(
        close,
      );
      await votes.written();
    }
    for (const line of skipped) session.say(`not compared, ${line}`);
    if (skipped.length > 0) session.exit(4);
    const given = votes.verdicts().length;
    if (!flags.json && given < prompts.length)
      return session.print(unfinishedLine(given, prompts.length - given));
    const document = await writeComparison(folder, voter, idle);
    if (flags.json) return session.print(JSON.stringify(document));
    for (const line of resultLines(models, document)) session.print(printable(line));
    session.say(`votes: ${folder}`);
  } finally {
    await votes.close();
  }
}

/** SHA-256 of all that decides what a cascade makes. @throws CliError (exit code 2) where it is none */
async function weightsOf(model: string): Promise<string> {
  const { loadCascade } = await import("../../../../models/index.ts");
  const { digestOfJson } = await import("../../../compare/setup.ts");
  const { files, stages } = await loadCascade(model).catch((cause: unknown) => {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  });
  return digestOfJson([Object.values(files), stages.map(({ settings, lowRes }) => ({ settings, lowRes }))]);
}

/** A model's id, or the last part of its folder. */
function nameOf(model: string): string {
  return model.split("/").filter(Boolean).at(-1) ?? "model";
}
