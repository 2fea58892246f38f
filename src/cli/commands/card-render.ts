import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "../../errors.ts";
import type { AddCommand, Session } from "../command.ts";
import { list, oneOf } from "../options.ts";

interface Flags {
  readonly to?: string;
  readonly only?: readonly string[];
  readonly compat?: "mlcroissant";
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
  const card = await readCard(run);
  const folder = flags.to ?? join(run, "cards");
  await mkdir(folder, { recursive: true });
  for (const { id, file, render } of renderers) {
    if (flags.only && !flags.only.includes(id)) continue;
    let text: string;
    try {
      text = render(card, { compat: flags.compat !== undefined });
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
