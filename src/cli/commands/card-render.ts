import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ScoreTable } from "../../cards/render/croissant-scores.ts";
import { CliError } from "../../errors.ts";
import type { AddCommand, Session } from "../command.ts";
import { list, oneOf } from "../options.ts";

interface Flags {
  readonly to?: string;
  readonly only?: readonly string[];
  readonly compat?: "mlcroissant";
  readonly withScores?: boolean;
}

/** `sluice card render`: every document from the one source; the same card gives the same bytes. */
export const addRender: AddCommand = (card, session) => {
  card
    .command("render")
    .description("write datasheet, Hugging Face card, Croissant and EU contribution sheet from a run's card")
    .argument("<run>", "a run's folder, with a card")
    .option("--to <dir>", "where (default: RUN/cards)")
    .option("--only <ids>", "some of datasheet, html, hub, croissant, eu", list)
    .option(
      "--compat <reader>",
      "mlcroissant: add the two keys that it misspells, beside the right ones",
      oneOf("mlcroissant"),
    )
    .option("--with-scores", "name the run's score files in Croissant, to be published beside the dataset")
    .addHelpText("after", "\nExample:\n  sluice card render runs/sample --to docs/cards")
    .action((run: string, flags: Flags) => renderCommand(run, flags, session));
};

async function renderCommand(run: string, flags: Flags, session: Session): Promise<void> {
  const { readCard } = await import("../../cards/source/card.ts");
  const { renderers } = await import("../../cards/render/registry.ts");
  const { writeWhole } = await import("../../store/files.ts");
  const unknown = flags.only?.find((id) => !renderers.some((renderer) => renderer.id === id));
  if (unknown !== undefined)
    throw new CliError(
      `Cannot render "${unknown}": wanted one of ${renderers.map(({ id }) => id).join(", ")}`,
      { exitCode: 2 },
    );
  const { isModel } = await import("../../cards/model-facts.ts");
  const card = await readCard(run);
  if (isModel(run)) {
    const { renderModelCard } = await import("../../cards/render/model.ts");
    const path = join(flags.to ?? join(run, "cards"), "model-card.md");
    await mkdir(dirname(path), { recursive: true });
    await writeWhole(path, renderModelCard(card));
    session.print(path);
    return;
  }
  const folder = flags.to ?? join(run, "cards");
  await mkdir(folder, { recursive: true });
  const options = {
    compat: flags.compat !== undefined,
    ...(flags.withScores ? { scores: await scoresOf(run, session.signal) } : {}),
  };
  for (const { id, file, render } of renderers) {
    if (flags.only && !flags.only.includes(id)) continue;
    let text: string;
    try {
      text = render(card, options);
    } catch (error) {
      // One document that cannot be written keeps none of the others back, unless it was asked for by name.
      if (!(error instanceof CliError) || flags.only) throw error;
      session.say(error.message);
      continue;
    }
    await writeWhole(join(folder, file), text);
    session.print(join(folder, file));
  }
}

async function scoresOf(run: string, signal: AbortSignal): Promise<ScoreTable> {
  const { digestFile } = await import("../../../datasets/index.ts");
  const { readRun, scorePath } = await import("../../store/run.ts");
  const { shardFacts } = await import("../../store/shards.ts");
  const files = [];
  for (const { name } of await shardFacts(run)) {
    const path = scorePath(run, name);
    const { size } = await stat(path);
    files.push({ path: `scores/${name}.parquet`, bytes: size, sha256: await digestFile(path, signal) });
  }
  const { filters } = (await readRun(run)).inputs;
  return { files, columns: filters.flatMap(({ columns }) => columns) };
}
