import type { Rate } from "../../summary/wilson.ts";
import {
  coloursOf,
  type Distances,
  distancesOf,
  type Likeness,
  palettesOf,
  shapesOf,
} from "./compare-sets.ts";
import { retrievalOf, type Yardsticks } from "./figures.ts";
import { type Kinship, kinOf, measureKinship } from "./kin.ts";
import type { Retrieval } from "./retrieval.ts";
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
  { kin, ruler, looker }: Pick<Yardsticks, "kin" | "ruler" | "looker">,
): Promise<Ceiling> {
  const real = pairs.map((pair) => ({ pair, seen: pair.seen }));
  return {
    distances: distancesOf(
      trained.map(({ seen }) => seen),
      pairs.map(({ seen }) => seen),
    ),
    retrieval: await retrievalOf(real, pairs, looker),
    colours: coloursOf(real),
    kinship: measureKinship(
      kin,
      pairs,
      pairs.map(({ seen }) => seen.features),
      [...pairs.keys()],
    ),
    styles: stylesAsAsked(real, ruler),
    palettes: palettesOf(kinOf(kin, pairs), pairs),
    shapes: shapesOf(kinOf(kin, pairs), pairs),
  };
}
