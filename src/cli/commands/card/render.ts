import type { AddCommand, Session } from "../../../words/command.ts";
import { jsonText } from "../../../words/json-text.ts";
import { list, oneOf } from "../../../words/options.ts";

interface Flags {
  readonly to?: string;
  readonly only?: readonly string[];
  readonly compat?: "mlcroissant";
  readonly withScores?: boolean;
  readonly contactSheet?: boolean;
  readonly data?: string;
  readonly json?: boolean;
}

/** `sluice card render`: every document from the one source; the same card gives the same bytes. */
export const addRender: AddCommand = (card, session) => {
  card
    .command("render")
    .description(
      "write datasheet, Hugging Face card, Croissant and EU contribution sheet from a run's card, or a model's card",
    )
    .argument("<folder>", "a run's or a model's folder, with a card")
    .option("--to <dir>", "where (default: its cards/)")
    .option("--only <ids>", "some of datasheet, html, hub, croissant, eu", list)
    .option(
      "--compat <reader>",
      "mlcroissant: add the two keys that it misspells, beside the right ones",
      oneOf("mlcroissant"),
    )
    .option("--with-scores", "name the run's score files in Croissant, to be published beside the dataset")
    .option(
      "--contact-sheet",
      "put some pairs of each decision behind datasheet.html, as mosaics behind a veil, without captions",
    )
    .option("--data <uri>", "where the dataset lies now, when it moved: --contact-sheet reads it")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExample:\n  sluice card render runs/sample --to docs/cards")
    .action((run: string, flags: Flags) => renderCommand(run, flags, session));
};

async function renderCommand(folder: string, flags: Flags, session: Session): Promise<void> {
  const { renderCard } = await import("../../../actions/card/render.ts");
  const wish = { ...flags, compat: flags.compat !== undefined };
  const { files, refused, lacks } = await renderCard(folder, wish, session.signal);
  if (flags.json) session.print(jsonText({ schema: "sluice.card-render/1", files, refused }));
  else for (const { path } of files) session.print(path);
  for (const line of [...refused.map(({ reason }) => reason), ...lacks]) session.say(line);
}
