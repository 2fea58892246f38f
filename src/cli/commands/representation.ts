import { type RepresentationPart, representationParts } from "../../actions/choices.ts";
import { counted } from "../../process/figures.ts";
import { type LinkedLine, linker, linksWanted } from "../../process/linked.ts";
import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { list, oneOf, wholeNumber } from "../../words/options.ts";
import { probesText } from "../../words/probes-text.ts";
import { representationText } from "../../words/representation-text.ts";
import { saying } from "./topics.ts";

interface Flags {
  readonly policy?: string;
  readonly only?: readonly RepresentationPart[];
  readonly term?: readonly string[];
  readonly flag?: string;
  readonly countries?: string;
  readonly probe?: readonly string[];
  readonly clip?: string;
  readonly data?: string;
  readonly floor: number;
  readonly top: number;
  readonly json?: boolean;
}

export const addRepresentation: AddCommand = (program, session) => {
  program
    .command("representation")
    .description(
      "who and what is in it: groups, terms and intersections beside flags, words, hateful captions, hosts, languages",
    )
    .argument("<run>", "a run's folder, or s3://BUCKET/PREFIX")
    .option(
      "--only <parts>",
      `${representationParts.join(", ")}, separated by commas (default: all)`,
      (text) => list(text).map(oneOf(...representationParts)),
    )
    .option("--flag <words>", "the outcome that tables show, by a part of its words (default: sexual words)")
    .option(
      "--term <words>",
      "words or groups whose neighbours are wanted (default: the most flagged)",
      (text) => list(text.toLowerCase()),
    )
    .option(
      "--countries <file>",
      "a list of hosts or domains and their countries: example.org,DE, a line each",
    )
    .option(
      "--probe <descriptions>",
      "instead: which of these each picture is nearest to by a CLIP model, by whom captions name; separated by commas",
      list,
    )
    .option(
      "--clip <id>",
      "CLIP model of --probe (default: $SLUICE_CLIP, or clip-vit-base-patch32, once it is pulled)",
    )
    .option("--data <uri>", "where the dataset's pictures lie now, when it moved: --probe looks at them once")
    .option("--floor <n>", "captions below which a language is no evidence", wholeNumber(1), 10)
    .option("--top <n>", "rows of a table", wholeNumber(1), 10)
    .option("--policy <file>", "default, strict or a YAML file (default: the run's)")
    .option("--json", "print one JSON document on stdout: every outcome and row")
    .addHelpText(
      "after",
      "\nCells of fewer than 10 pairs have bounds (Clopper and Pearson's) instead of shares. Odds are against all other\npairs, p corrected by Holm over a table; words beside a term by log-odds with an informative prior, corrected for as\nmany tests as words. A word that names people counts wherever it stands, as in the published audits.\n\nExamples:\n  sluice representation runs/first\n  sluice representation runs/first --only words --term women,korean\n  sluice representation runs/first --only places --countries hosts.csv --json\n  sluice representation runs/first --probe 'a doctor,a nurse,a criminal'",
    )
    .action(async (folder: string, { policy, only, term, json, top, probe, clip, data, ...wish }: Flags) => {
      if (probe !== undefined) {
        const { probesAt } = await import("../../looking/meaning/probes.ts");
        const model = clip ?? (session.env["SLUICE_CLIP"] || undefined);
        const asked = { probes: probe, clip: model, data, signal: session.signal };
        const onProgress = saying(session.say, "images");
        const found = await probesAt({ folder, policy }, { ...asked, onProgress });
        return session.print(json ? jsonText(found) : probesText(found, top).join("\n"));
      }
      const { representationOf } = await import("../../actions/representation.ts");
      const found = await representationOf(
        { folder, policy },
        {
          parts: only ?? representationParts,
          terms: term ?? [],
          linked: linksWanted(session.env),
          most: json ? Number.POSITIVE_INFINITY : top,
          ...wish,
        },
      );
      if (found.unusableLines.length > 0)
        session.say(
          `countries: ${counted(found.unusableLines.length, "line says", "lines say")} nothing: ${lines(found.unusableLines)}`,
        );
      for (const part of only ?? [])
        if (found[part] === null) session.say(`${part}: the run lacks the scores that say it`);
      if (found.unlinked !== undefined) session.say(`lines open no pairs: ${found.unlinked}`);
      const line = found.unlinked === undefined ? linker(session.env) : ({ text }: LinkedLine) => text;
      session.print(json ? jsonText(found) : representationText(found, top).map(line).join("\n"));
    });
};

/** Lines named in a message. */
const NAMED = 5;

function lines(numbers: readonly number[]): string {
  return `${numbers.slice(0, NAMED).join(", ")}${numbers.length > NAMED ? ", …" : ""}`;
}
