import { count as figure, percent, percentInterval } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import { columns } from "../../screens/texts/columns.ts";
import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { wholeNumber } from "../../words/options.ts";

interface Flags {
  readonly count?: number;
  readonly again?: boolean;
  readonly policy?: string;
  readonly json?: boolean;
}

export const addTopics: AddCommand = (program, session) => {
  program
    .command("topics")
    .description("what a run's captions are about: groups of them by meaning, with counts and flag rates")
    .argument("<run>", "a run's folder")
    .option("--count <n>", "how many topics (default: as suits the run)", wholeNumber(1))
    .option("--again", "embed the captions anew and find the topics anew")
    .option("--policy <file>", "default, strict or a YAML file (default: the run's)")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nCaptions are embedded once, by the encoder that ships, and kept in RUN/embeddings; topics are a column of the\nrun from then on: explore --where \"topic = '…'\". Names are words of captions below the veil.\n\nExamples:\n  sluice topics runs/sample\n  sluice topics runs/sample --count 12 --json",
    )
    .action(async (folder: string, { policy, ...flags }: Flags) => {
      const { topicsAt } = await import("../../looking/meaning/at-run.ts");
      const { pairs, topics } = await topicsAt(
        { folder, policy },
        {
          ...flags,
          signal: session.signal,
          onProgress: saying(session.say),
        },
      );
      if (flags.json)
        return session.print(jsonText({ schema: "sluice.topics/1", run: folder, pairs, topics }));
      const rows = topics.map(({ name, flagged: { n, rate, low, high } }) => [
        printable(name),
        figure(n),
        percent(pairs === 0 ? null : n / pairs),
        percentInterval(rate, low, high),
      ]);
      for (const line of columns([["topic", "pairs", "share", "not kept [95 %]"], ...rows]))
        session.print(line);
      session.say(`next: sluice explore ${folder} --where "topic = '…'"`);
    });
};

/** Says each tenth of the captions that is embedded. */
export function saying(say: (text: string) => void): (done: number, total: number) => void {
  let said = 0;
  return (done, total) => {
    const tenth = Math.floor((10 * done) / Math.max(1, total));
    if (tenth <= said) return;
    said = tenth;
    say(`embedded ${figure(done)} of ${figure(total)} captions`);
  };
}
