import { Option } from "commander";
import { count as figure, percent, percentInterval } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import { shellWord } from "../../process/shell-word.ts";
import { isStandIn } from "../../process/stand-in.ts";
import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { wholeNumber } from "../../words/options.ts";
import { columns } from "../../words/texts/columns.ts";

interface Flags {
  readonly count?: number;
  readonly again?: boolean;
  readonly over?: "captions" | "images";
  readonly clip?: string;
  readonly data?: string;
  readonly policy?: string;
  readonly json?: boolean;
}

export const addTopics: AddCommand = (program, session) => {
  program
    .command("topics")
    .description("what a run's captions are about, or its pictures show: groups with counts and flag rates")
    .argument("<run>", "a run's folder, or s3://BUCKET/PREFIX")
    .option("--count <n>", "how many topics (default: as suits the run)", wholeNumber(1))
    .option("--again", "embed the captions anew and find the topics anew")
    .addOption(
      new Option("--over <what>", "what is grouped (default: captions)").choices(["captions", "images"]),
    )
    .option(
      "--clip <id>",
      "CLIP model that pictures are looked at by (default: $SLUICE_CLIP, or clip-vit-base-patch32, once it is pulled)",
    )
    .option("--data <uri>", "where the dataset's pictures lie now, when it moved")
    .option("--policy <file>", "default, strict or a YAML file (default: the run's)")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nCaptions are embedded once, by the encoder that ships, and kept in RUN/embeddings; topics are a column of the\nrun from then on: explore --where \"topic = '…'\". Pictures are looked at by a CLIP model that is here, kept in\nRUN/image-embeddings, and their column is image_topic. Names are words of captions below the veil.\n\nExamples:\n  sluice topics runs/sample\n  sluice topics runs/sample --count 12 --json\n  sluice topics runs/sample --over images",
    )
    .action(async (folder: string, { policy, json, ...flags }: Flags) => {
      const clip = flags.clip ?? (session.env["SLUICE_CLIP"] || undefined);
      const { topicsAt } = await import("../../looking/meaning/at-run.ts");
      const { pairs, topics } = await topicsAt(
        { folder, policy },
        {
          ...flags,
          ...(clip && { clip }),
          signal: session.signal,
          onProgress: saying(session.say, flags.over),
        },
      );
      if (isStandIn(folder)) session.say("no column of the run, which is only read in object storage");
      if (json) return session.print(jsonText({ schema: "sluice.topics/1", run: folder, pairs, topics }));
      const rows = topics.map(({ name, flagged: { n, rate, low, high } }) => [
        printable(name),
        figure(n),
        percent(pairs === 0 ? null : n / pairs),
        percentInterval(rate, low, high),
      ]);
      for (const line of columns([["topic", "pairs", "share", "not kept [95 %]"], ...rows]))
        session.print(line);
      const column = flags.over === "images" ? "image_topic" : "topic";
      if (!isStandIn(folder))
        session.say(`next: sluice explore ${shellWord(folder)} --where "${column} = '…'"`);
    });
};

/** Says each tenth of the captions that is embedded. */
export function saying(
  say: (text: string) => void,
  over = "captions",
): (done: number, total: number) => void {
  let said = 0;
  return (done, total) => {
    const tenth = Math.floor((10 * done) / Math.max(1, total));
    if (tenth <= said) return;
    said = tenth;
    say(`embedded ${figure(done)} of ${figure(total)} ${over}`);
  };
}
