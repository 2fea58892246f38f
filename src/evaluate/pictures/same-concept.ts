import type { Measure } from "../../statistics/measures.ts";
import { farther, pairwiseMeasure } from "./pairwise.ts";
import type { SameConcept } from "./same-concept-search.ts";
import { conceptOf, type SeenPair } from "./sets.ts";
import { distances, type Features } from "./vectors.ts";

/**
 * Whether a picture shows its concept, without any text: it is compared with real pictures of the concept in other
 * styles, in the features of a network that was trained on neither texts nor these pictures.
 */
export interface Kinship {
  /** Captions whose concept has a picture in another style. */
  readonly captions: number;
  /** Other styles, of each of which a concept has one picture. */
  readonly styles: readonly string[];
  /** How often the own concept's picture is nearer than another concept's; 0.5 is chance. */
  readonly nearer: Measure;
}

/** Pictures of the same concept for these pairs' concepts alone. */
export function sameConceptAmong(sameConcept: SameConcept, pairs: readonly SeenPair[]): SameConcept {
  const concepts = new Set(pairs.flatMap(({ concept }) => concept ?? []));
  return new Map(
    [...sameConcept].flatMap(([style, all]) => {
      const own = [...all].filter(([concept]) => concepts.has(concept));
      return own.length === 0 ? [] : [[style, new Map(own)] as const];
    }),
  );
}

/** Every pair's concept as other styles draw it: what pictures of a perfect model of another style would reach. */
export function sameConceptOf(sameConcept: SameConcept, pairs: readonly SeenPair[]) {
  return pairs.flatMap((pair) =>
    [...sameConcept.values()].flatMap((style) => {
      const seen = style.get(pair.concept ?? "");
      return seen ? [{ pair, seen }] : [];
    }),
  );
}

/**
 * Per picture and style: how many other concepts' pictures are farther than the own concept's. Concepts are those of
 * `pairs`, so that the rivals are of the same kind as the own.
 * @param owners which pair each picture belongs to
 */
export function measureKinship(
  sameConcept: SameConcept,
  pairs: readonly SeenPair[],
  pictures: Features,
  owners: readonly number[],
): Kinship {
  const concepts = new Set(pairs.flatMap(({ concept }) => concept ?? []));
  const styles = [...sameConcept.entries()].map(([style, all]) => {
    const own = [...all].filter(([concept]) => concepts.has(concept));
    return {
      style,
      names: own.map(([concept]) => concept),
      features: own.map(([, looks]) => looks.features),
    };
  });
  const comparisons = styles.map(({ names, features }) => ({
    rivals: names,
    rows: distances(pictures, features).map((row, i) => {
      const at = names.indexOf(pairs[owners[i] as number]?.concept ?? "");
      return at < 0 ? null : farther(row[at] as number, row);
    }),
  }));
  const answered = owners.filter((_, i) => comparisons.some(({ rows }) => rows[i] !== null));
  return {
    captions: new Set(answered).size,
    styles: styles.map(({ style }) => style).sort(),
    nearer: pairwiseMeasure(
      owners.map((owner) => conceptOf(pairs[owner] as SeenPair)),
      comparisons,
    ),
  };
}
