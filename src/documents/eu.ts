import { questions } from "../cards/questions/registry.ts";
import type { Card } from "../cards/source/card.ts";
import { type PlaceCoverage, placeCoverage } from "../cards/standards/coverage.ts";
import { euTemplate } from "../cards/standards/eu-template.ts";
import { count, counted } from "../process/figures.ts";
import { plainWords } from "../process/plain-words.ts";
import { harmAudit } from "./harm-audit.ts";
import { answerText, factTable, pairsOf, progressNote, saidLine, table } from "./markdown.ts";
import { answersWords } from "./summary.ts";

/** The field whose bands are counted, not told. */
const SIZE = "Modalities and training data size";

/**
 * What a dataset contributes to the public summary of training content that Art. 53(1)(d) of Regulation (EU)
 * 2024/1689 asks of model providers: every section of the Commission's template of July 2025 and every field of it, as
 * the table of standards has them, each with facts, answers, or whose it is to say.
 */
export function renderEu(card: Card): string {
  const sections = euTemplate.sections.map(({ title, places }) => ({
    title,
    places: places.map((place) => placeCoverage(card, title, place)),
  }));
  const fields = sections.flatMap(({ places }) => places);
  const shown = new Map<string, string>();
  const lines = [
    `# Training-content contribution sheet: ${saidLine(card, "A1") ?? "an unnamed dataset"}`,
    "",
    "**This is no legal document and no public summary.** The duty to publish a summary binds providers of general-purpose models; this sheet gives them what this dataset contributes to it, by the sections and fields of the Commission's template of July 2025.",
    "",
    ...[progressNote(card)].filter(Boolean).flatMap((note) => [note, ""]),
    "## What stands in each section",
    "",
    `Of ${fields.length} fields ${states(fields)}.`,
    "",
    ...table(sections.map(({ title, places }) => standing(title, places))),
    ...sections.flatMap(({ title, places }) => [
      `## ${title}`,
      "",
      ...places.flatMap((place) => fieldText(card, place, shown)),
    ]),
    `Answers: ${answersWords(card)}.`,
    "",
    ...harmAudit(card, 2),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function states(fields: readonly PlaceCoverage[]): string {
  const words = {
    filled: "are filled by what was measured",
    "hand-written": "by answers alone",
    partly: "in part",
    empty: "are empty",
    absent: "are another's to say",
  } as const;
  return Object.entries(words)
    .map(([state, word]) => `${fields.filter((field) => field.state === state).length} ${word}`)
    .join(", ");
}

function standing(section: string, places: readonly PlaceCoverage[]) {
  const ids = (of: (place: PlaceCoverage) => readonly string[]) =>
    [...new Set(places.flatMap(of))].join(", ") || "–";
  const absent = places.filter((place) => place.absent !== null).length;
  return {
    section,
    facts: ids(({ facts }) => facts),
    answers: ids(({ answers }) => answers),
    open: ids(({ open }) => open),
    "not measured": ids(({ unmeasured }) => unmeasured),
    absent: absent === 0 ? "–" : `${absent} of ${places.length}`,
  };
}

/** A field with its words and tables; what stands in a field before it is pointed at. */
function fieldText(
  card: Card,
  { number, name, facts, answers, open, unmeasured, absent, note }: PlaceCoverage,
  shown: Map<string, string>,
): readonly string[] {
  if (absent !== null) return [`**${name}.** *Absent here*: ${absent} says it.`, ""];
  const once = (id: string, words: () => readonly string[]) => {
    const before = shown.get(id);
    if (before !== undefined) return [`\`${id}\` stands above, in ${before}.`, ""];
    shown.set(id, `${number}, “${name}”`);
    return words();
  };
  const asked = questions.filter(({ id }) => answers.includes(id) || open.includes(id));
  return [
    `**${name}.**${note === null ? "" : ` ${note}`}`,
    "",
    ...(name === SIZE ? sizeTable(card) : []),
    ...asked.flatMap(({ id, ask }) => once(id, () => [`*${ask}* (${id}) ${answerText(card, id)}`, ""])),
    ...facts.flatMap((id) =>
      once(id, () => {
        const fact = card.facts[id];
        return fact === undefined
          ? []
          : [`Measured: ${plainWords(fact.about)} (\`${id}\`).`, "", ...factTable(fact)];
      }),
    ),
    ...(unmeasured.length === 0
      ? []
      : [`Not in this card: ${unmeasured.map((id) => `\`${id}\``).join(", ")}.`, ""]),
  ];
}

function sizeTable(card: Card): readonly string[] {
  const pairs = pairsOf(card);
  const images = Number(card.facts["images"]?.result[0]?.["images"] ?? pairs);
  return table([
    { modality: "image", size: counted(images, "image"), band: band(images, 1e6, 1e9, "images") },
    {
      ...{
        modality: "text",
        size: "alt text, one caption an image; tokens depend on the model and were not counted",
      },
      band: "counted with the images",
    },
  ]);
}

function band(n: number, low: number, high: number, unit: string): string {
  if (n < low) return `less than ${count(low)} ${unit}`;
  return n <= high ? `${count(low)} to ${count(high)} ${unit}` : `more than ${count(high)} ${unit}`;
}
