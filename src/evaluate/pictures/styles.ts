import { type Rate, wilson } from "../../summary/wilson.ts";
import type { Made } from "./compare-sets.ts";
import type { Kin } from "./kin.ts";
import type { SeenPair } from "./sets.ts";
import { distances, type Features } from "./vectors.ts";

/** The middle of each style's real pictures, by the features. */
export type StyleCentres = ReadonlyMap<string, Float32Array>;

/** Centres of the trained pictures' styles, and of the styles of kin. */
export function styleCentres(trained: readonly SeenPair[], kin: Kin): StyleCentres {
  const pools = new Map<string, Float32Array[]>();
  const take = (style: string, features: Float32Array) => {
    const pool = pools.get(style) ?? [];
    pool.push(features);
    pools.set(style, pool);
  };
  for (const { style, seen } of trained) if (style !== null) take(style, seen.features);
  for (const [style, pictures] of kin) for (const { features } of pictures.values()) take(style, features);
  return new Map([...pools].map(([style, pool]) => [style, centreOf(pool)]));
}

/** Pictures that lie nearest to the centre of the style that was asked for; of nothing where there is one style only. */
export function stylesAsAsked(made: readonly Made[], centres: StyleCentres): Rate {
  const names = [...centres.keys()];
  const asked = names.length < 2 ? [] : made.filter(({ pair }) => centres.has(pair.style ?? ""));
  const rows = distances(
    asked.map(({ seen }) => seen.features),
    [...centres.values()],
  );
  const right = asked.filter(({ pair }, i) => names[nearest(rows[i] ?? new Float64Array())] === pair.style);
  return wilson(right.length, asked.length);
}

function nearest(row: Float64Array): number {
  return row.reduce((best, distance, i) => (distance < (row[best] as number) ? i : best), 0);
}

function centreOf(pool: Features): Float32Array {
  const centre = new Float64Array(pool[0]?.length ?? 0);
  for (const vector of pool)
    for (const [i, value] of vector.entries()) centre[i] = (centre[i] as number) + value;
  return Float32Array.from(centre, (sum) => sum / pool.length);
}
