import { placeStates } from "../cards/choices.ts";
import type { Card } from "../cards/source/card.ts";
import { coverageOf, type PlaceCoverage, type StandardCoverage } from "../cards/standards/coverage.ts";
import { type Cell, matrixOf } from "../cards/standards/matrix.ts";
import { table } from "./markdown.ts";

/** The datasheet's last section: how far the card fills each standard, question by question, and what is another's to say. */
export function matrixSection(card: Card): readonly string[] {
  const coverage = coverageOf(card);
  return [
    "## Coverage of standards",
    "",
    "One table maps the places of nine ways to document a dataset onto facts of this card and answers in it; `sluice card matrix` lists each place.",
    "",
    ...coverageTable(coverage),
    ...cardGrid(coverage, true),
    ...absentTable(coverage),
  ];
}

/** The whole matrix of a card: counts, question × standard, every place. */
export function matrixDocument(card: Card): string {
  const coverage = coverageOf(card);
  const lines = [
    "# Coverage of standards",
    "",
    ...coverageTable(coverage),
    ...cardGrid(coverage),
    ...coverage.flatMap(({ name, source, places }) => [
      `## ${name}`,
      "",
      `<${source}>`,
      "",
      ...table(places.map(placeRow)),
    ]),
  ];
  return lines.join("\n").trimEnd();
}

function coverageTable(coverage: readonly StandardCoverage[]): readonly string[] {
  return table(
    coverage.map(({ name, counts, places }) => ({
      standard: name,
      places: places.length,
      ...Object.fromEntries(placeStates.map((state) => [state, counts[state]])),
    })),
  );
}

function placeRow({ number, name, state, facts, answers, open, unmeasured, absent, note }: PlaceCoverage) {
  const lacks = [...open, ...unmeasured].join(", ");
  return {
    place: number,
    name,
    state,
    "filled by": [...facts, ...answers].join(", ") || "–",
    lacks: lacks || "–",
    "whose to say": absent ?? note ?? "–",
  };
}

const LEGEND =
  "Each row is a question of the card; each cell says what of the standard it fills. **A** its answer, **F** a fact beside it, **a** and **f** the same where the answer is open or the fact was not measured, – absent: the standard does not ask.";

function cardGrid(coverage: readonly StandardCoverage[], short = false): readonly string[] {
  const given = new Set(coverage.flatMap(({ places }) => places.flatMap(({ answers }) => answers)));
  const measured = new Set(coverage.flatMap(({ places }) => places.flatMap(({ facts }) => facts)));
  const letters = (id: string, { answered, facts }: Cell) => {
    const answer = answered.length === 0 ? "" : given.has(id) ? "A" : "a";
    const fact = facts.length === 0 ? "" : facts.some((one) => measured.has(one)) ? "F" : "f";
    return `${answer}${fact}` || "–";
  };
  return ["### Question × standard", "", LEGEND, "", ...gridTable(coverage, letters, short)];
}

/** The matrix with a word for each cell. @param short questions by their ids alone, where they stand in the same document */
export function gridTable(
  columns: readonly { readonly id: string }[],
  word: (id: string, cell: Cell) => string,
  short = false,
): readonly string[] {
  return table(
    matrixOf().map(({ id, ask, cells }) => ({
      question: short ? id : `${id} ${ask}`,
      ...Object.fromEntries(columns.map((column, i) => [column.id, word(id, cells[i] as Cell)])),
    })),
  );
}

function absentTable(coverage: readonly StandardCoverage[]): readonly string[] {
  const rows = coverage.flatMap(({ id, places }) =>
    places
      .filter(({ state }) => state === "absent")
      .map(({ number, name, absent }) => ({
        standard: id,
        place: `${number}: ${name}`,
        "whose to say": absent,
      })),
  );
  return ["### Absent, and whose it is to say", "", ...table(rows)];
}
