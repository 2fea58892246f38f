import { CliError } from "../../process/errors.ts";
import type { Rate } from "../../statistics/wilson.ts";
import {
  coloursOf,
  copiesOf,
  type Distances,
  distancesOf,
  type Likeness,
  type Made,
  palettesOf,
  shapesOf,
} from "./compare-sets.ts";
import type { Copies } from "./copies.ts";
import type { Descriptors, Print } from "./descriptors.ts";
import { type Retrieval, retrieve } from "./retrieval.ts";
import { type Kinship, measureKinship } from "./same-concept.ts";
import type { SameConcept } from "./same-concept-search.ts";
import { conceptOf, LEAST, type SeenPair } from "./sets.ts";
import { type StyleRuler, stylesAsAsked } from "./styles.ts";

/** Figures of one set of captions. */
export interface SetFigures {
  readonly captions: number;
  readonly pictures: number;
  /** Against as many real pictures of the same captions. */
  readonly distances: Distances;
  readonly retrieval: Retrieval;
  readonly kinship: Kinship;
  /** null where the ruler fails on real pictures. */
  readonly colours: Rate | null;
  readonly palettes: Likeness;
  readonly shapes: Likeness;
  readonly styles: Rate;
  readonly copies: Omit<Copies, "nearest">;
}

/** What made pictures are held against. */
export interface Yardsticks {
  /** All that was trained on, asked for or not. */
  readonly searched: readonly Print[];
  /** Distance ratios of real pictures that were not. */
  readonly unseen: readonly number[];
  readonly sameConcept: SameConcept;
  readonly ruler: StyleRuler;
  /** Whether the ruler of named colours holds on real pictures. */
  readonly tellsColours: boolean;
  readonly descriptors: Descriptors;
}

/** @throws CliError (exit code 2) with too few pictures to say anything */
export async function figuresOf(
  made: readonly Made[],
  pairs: readonly SeenPair[],
  { searched, unseen, sameConcept, ruler, tellsColours, descriptors }: Yardsticks,
): Promise<SetFigures> {
  const first = pairs.flatMap((pair) => made.find((one) => one.pair === pair) ?? []);
  if (first.length < LEAST)
    throw new CliError(
      `Cannot evaluate: the output filters let pictures of ${first.length} of ${pairs.length} captions pass, wanted ${LEAST}; ask for more --captions`,
      { exitCode: 2 },
    );
  const seen = made.map((one) => one.seen);
  const owners = made.map(({ pair }) => pairs.indexOf(pair));
  const { nearest: _, ...copies } = copiesOf(made, searched, unseen);
  return {
    captions: pairs.length,
    pictures: made.length,
    distances: distancesOf(
      first.map(({ pair }) => pair.seen),
      first.map((one) => one.seen),
    ),
    retrieval: await retrievalOf(made, pairs, descriptors),
    kinship: measureKinship(
      sameConcept,
      pairs,
      seen.map(({ features }) => features),
      owners,
    ),
    colours: tellsColours ? coloursOf(made) : null,
    palettes: palettesOf(made, pairs),
    shapes: shapesOf(made, pairs),
    styles: stylesAsAsked(made, ruler),
    copies,
  };
}

/** Captions of `pairs` as the scorer ranks them for each picture. */
export async function retrievalOf(
  made: readonly Made[],
  pairs: readonly SeenPair[],
  descriptors: Descriptors,
): Promise<Retrieval> {
  const captions = pairs.map(({ caption }) => caption);
  return retrieve(
    made.map(({ seen }) => seen.embedding),
    made.map(({ pair }) => pairs.indexOf(pair)),
    captions,
    await descriptors.read(captions),
    pairs.map(conceptOf),
  );
}
