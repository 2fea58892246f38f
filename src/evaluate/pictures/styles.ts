import { clusteredRate } from "../../statistics/clustered-rate.ts";
import type { Rate } from "../../statistics/wilson.ts";
import type { Made } from "./compare-sets.ts";
import { type Discriminant, discriminant } from "./discriminant.ts";
import type { SameConcept } from "./same-concept-search.ts";
import { conceptOf, type SeenPair } from "./sets.ts";

/** Tells how a picture is drawn, by its features. */
export type StyleRuler = Discriminant<string>;

/** A discriminant that is fitted to real pictures: those that were trained on, and those of the same concepts. */
export function styleRuler(trained: readonly SeenPair[], sameConcept: SameConcept): StyleRuler {
  const pools = new Map<string, Float32Array[]>();
  const take = (style: string, features: Float32Array) => {
    const pool = pools.get(style) ?? [];
    pool.push(features);
    pools.set(style, pool);
  };
  for (const { style, seen } of trained) if (style !== null) take(style, seen.features);
  for (const [style, pictures] of sameConcept)
    for (const { features } of pictures.values()) take(style, features);
  return discriminant(pools);
}

/** Pictures that are of the style that was asked for; of nothing where there is one style only. */
export function stylesAsAsked(made: readonly Made[], ruler: StyleRuler): Rate {
  const asked =
    ruler.labels.length < 2 ? [] : made.filter(({ pair }) => ruler.labels.includes(pair.style ?? ""));
  const read = ruler.read(asked.map(({ seen }) => seen.features));
  return clusteredRate(
    asked.map(({ pair }, i) => read[i] === pair.style),
    asked.map(({ pair }) => conceptOf(pair)),
  );
}
