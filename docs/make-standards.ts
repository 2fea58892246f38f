/** Writes `docs/standards.md`, from the table of standards: `npm run docs:standards`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAnswer } from "../src/cards/standards/coverage.ts";
import { factsBesideNone } from "../src/cards/standards/matrix.ts";
import { standards } from "../src/cards/standards/registry.ts";
import type { Place, Standard } from "../src/cards/standards/standard.ts";
import { table } from "../src/documents/markdown.ts";
import { gridTable } from "../src/documents/matrix.ts";

export const standardsPath = join(import.meta.dirname, "standards.md");

/** The page as the table of standards has it. */
export function standardsPage(): string {
  const lines = [
    "# Standards that a card is held against",
    "",
    "Nine ways to document a dataset, place by place, and what fills each place here: a *fact* of the audit, a person's *answer* to a question of the card, or nothing, with whose it is to say. It is one table (`src/cards/standards/`, a file a standard) from which the EU sheet is drawn, and with which `sluice card matrix RUN` holds a card against all nine; the datasheet ends with the same.",
    "",
    ...table(standards.map(summary)),
    "## Question × standard",
    "",
    "What of each standard a question of the card fills: by its answer, by facts beside it, or nothing (absent: the standard does not ask).",
    "",
    ...gridTable(
      standards,
      (_, { answered, facts }) =>
        [...(answered.length > 0 ? ["answer"] : []), ...facts.map((fact) => `\`${fact}\``)].join(", ") ||
        "absent",
    ),
    `Facts that fill places and stand beside no question: ${factsBesideNone()
      .map((id) => `\`${id}\``)
      .join(", ")}.`,
    "",
    ...standards.flatMap(standardLines),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function summary({ id, name, sections }: Standard) {
  const places = sections.flatMap((section) => section.places);
  const by = (place: Place) => ("by" in place ? place.by : []);
  const count = (wanted: (place: Place) => boolean) => places.filter(wanted).length;
  return {
    id: `\`${id}\``,
    standard: name,
    places: places.length,
    "by facts": count((place) => by(place).some((one) => !isAnswer(one)) && !by(place).some(isAnswer)),
    "by answers": count((place) => by(place).some(isAnswer) && by(place).every(isAnswer)),
    "by both": count((place) => by(place).some(isAnswer) && by(place).some((one) => !isAnswer(one))),
    absent: count((place) => "absent" in place),
  };
}

function standardLines({ name, source, sections }: Standard): readonly string[] {
  return [
    `## ${name}`,
    "",
    `<${source}>`,
    "",
    ...table(
      sections.flatMap(({ title, places }) =>
        places.map((place) => ({
          section: title,
          place: place.number,
          name: place.name,
          "filled by": filling(place),
        })),
      ),
    ),
  ];
}

function filling(place: Place): string {
  if ("absent" in place) return `absent: ${place.absent}`;
  const ids = place.by.map((id) => (isAnswer(id) ? id : `\`${id}\``)).join(", ");
  return place.note === undefined ? ids : `${ids}. ${place.note}`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(standardsPath, standardsPage());
