import { type Card, readCard } from "../../cards/source/card.ts";
import { isModel } from "../../cards/source/kind.ts";
import { coverageOf, type StandardCoverage } from "../../cards/standards/coverage.ts";
import { matrixDocument } from "../../documents/matrix.ts";
import { csv } from "../../process/csv.ts";
import { CliError } from "../../process/errors.ts";

/** How far a card fills the standards, and the same as documents, each made where it is wanted. */
export interface CardMatrix {
  readonly standards: readonly StandardCoverage[];
  markdown(): string;
  /** A line a place. */
  csv(): string;
}

/**
 * Holds a dataset's card against every standard.
 * @param folder a run's folder, with a card
 * @throws CliError (exit code 2): no card, or a model's
 */
export async function cardMatrix(folder: string): Promise<CardMatrix> {
  if (isModel(folder))
    throw new CliError(
      `Cannot make the matrix of "${folder}": it is a model's folder, and the standards are of datasets; wanted a run's`,
      { exitCode: 2 },
    );
  const card: Card = await readCard(folder);
  const standards = coverageOf(card);
  return { standards, markdown: () => matrixDocument(card), csv: () => placesCsv(standards) };
}

function placesCsv(standards: readonly StandardCoverage[]): string {
  const head = [
    "standard",
    "section",
    "place",
    "name",
    "state",
    "facts",
    "answers",
    "open",
    "unmeasured",
    "whose",
  ];
  return csv(
    head,
    standards.flatMap(({ id, places }) =>
      places.map(({ section, number, name, state, facts, answers, open, unmeasured, absent }) => [
        ...[id, section, number, name, state],
        ...[facts, answers, open, unmeasured].map((ids) => ids.join(" ")),
        absent,
      ]),
    ),
  );
}
