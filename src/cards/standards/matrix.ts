import { questions } from "../questions/registry.ts";
import { isAnswer } from "./coverage.ts";
import { standards } from "./registry.ts";
import type { FactId, Place, Standard } from "./standard.ts";

/** Where a standard asks what a question asks: the places that its answer fills, and those that its facts fill alone. */
export interface Cell {
  readonly answered: readonly string[];
  /** Ids of the facts beside the question by which places of the standard are filled. */
  readonly facts: readonly FactId[];
}

/** A question of the card, and its cell for each standard, in their order. */
export interface MatrixRow {
  readonly id: string;
  readonly ask: string;
  readonly cells: readonly Cell[];
}

/** Question × standard: what of each standard a question of the card fills, by its answer or by the facts beside it. */
export function matrixOf(): readonly MatrixRow[] {
  return questions.map(({ id, ask, evidence }) => ({
    id,
    ask,
    cells: standards.map((standard) => cellOf(standard, id, evidence)),
  }));
}

function cellOf(standard: Standard, id: string, evidence: readonly string[]): Cell {
  const places = standard.sections.flatMap((section) => section.places);
  const by = (place: Place): readonly string[] => ("by" in place ? place.by : []);
  return {
    answered: places.filter((place) => by(place).includes(id)).map(({ number }) => number),
    facts: evidence.filter((fact) => places.some((place) => by(place).includes(fact))) as FactId[],
  };
}

/** Facts that fill a place of some standard and stand beside no question of the card. */
export function factsBesideNone(): readonly string[] {
  const beside = new Set<string>(questions.flatMap(({ evidence }) => evidence));
  const used = standards.flatMap(({ sections }) =>
    sections.flatMap(({ places }) => places.flatMap((place) => ("by" in place ? place.by : []))),
  );
  return [...new Set(used)].filter((id) => !isAnswer(id) && !beside.has(id)).sort();
}
