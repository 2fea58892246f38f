import type { Rate } from "../../statistics/wilson.ts";
import {
  coloursOf,
  type Distances,
  distancesOf,
  type Likeness,
  palettesOf,
  shapesOf,
} from "./compare-sets.ts";
import { retrievalOf, type Yardsticks } from "./figures.ts";
import type { Retrieval } from "./retrieval.ts";
import { type Kinship, measureKinship, sameConceptOf } from "./same-concept.ts";
import type { SeenPair } from "./sets.ts";
import { stylesAsAsked } from "./styles.ts";

/** The figures of real pictures of held-out captions: what a perfect model would reach. */
export interface Ceiling {
  readonly distances: Distances;
  readonly retrieval: Retrieval;
  readonly colours: Rate;
  readonly kinship: Kinship;
  readonly styles: Rate;
  /** The same concepts as other styles draw them, against these pictures. */
  readonly palettes: Likeness;
  readonly shapes: Likeness;
}

/** @param trained real pictures of training, for the distances */
export async function ceilingOf(
  pairs: readonly SeenPair[],
  trained: readonly SeenPair[],
  { sameConcept, ruler, descriptors }: Pick<Yardsticks, "sameConcept" | "ruler" | "descriptors">,
): Promise<Ceiling> {
  const real = pairs.map((pair) => ({ pair, seen: pair.seen }));
  return {
    distances: distancesOf(
      trained.map(({ seen }) => seen),
      pairs.map(({ seen }) => seen),
    ),
    retrieval: await retrievalOf(real, pairs, descriptors),
    colours: coloursOf(real),
    kinship: measureKinship(
      sameConcept,
      pairs,
      pairs.map(({ seen }) => seen.features),
      [...pairs.keys()],
    ),
    styles: stylesAsAsked(real, ruler),
    palettes: palettesOf(sameConceptOf(sameConcept, pairs), pairs),
    shapes: shapesOf(sameConceptOf(sameConcept, pairs), pairs),
  };
}
