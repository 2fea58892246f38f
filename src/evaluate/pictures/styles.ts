import { CholeskyDecomposition, Matrix } from "ml-matrix";
import type { Rate } from "../../summary/wilson.ts";
import { clusteredRate } from "./clustered.ts";
import type { Made } from "./compare-sets.ts";
import type { Kin } from "./kin-search.ts";
import type { SeenPair } from "./sets.ts";
import { dot, type Features } from "./vectors.ts";

/** Tells how a picture is drawn by its features; `styleRuler`. */
export interface StyleRuler {
  readonly styles: readonly string[];
  /** The style of each picture. */
  read(pictures: Features): readonly string[];
}

/** Share of the within-style covariance that is replaced by its mean variance, so that it can be inverted. */
const SHRINKAGE = 0.1;

/**
 * Linear discriminant analysis (Hastie, Tibshirani & Friedman 2009, eq. 4.10) with equal priors, fitted to real
 * pictures: those that were trained on, and kin.
 */
export function styleRuler(trained: readonly SeenPair[], kin: Kin): StyleRuler {
  const pools = poolsOf(trained, kin);
  const styles = [...pools.keys()];
  if (styles.length < 2) return { styles, read: () => [] };
  const means = new Matrix([...pools.values()].map((pool) => pool.mean("column")));
  const weights = new CholeskyDecomposition(withinOf([...pools.values()])).solve(means.transpose());
  const biases = means.to2DArray().map((mean, k) => -0.5 * dot(mean, weights.getColumn(k)));
  return {
    styles,
    read: (pictures) =>
      matrixOf(pictures)
        .mmul(weights)
        .addRowVector(biases)
        .to2DArray()
        .map((scores) => styles[scores.indexOf(Math.max(...scores))] as string),
  };
}

/** Pictures that are of the style that was asked for; of nothing where there is one style only. */
export function stylesAsAsked(made: readonly Made[], ruler: StyleRuler): Rate {
  const asked =
    ruler.styles.length < 2 ? [] : made.filter(({ pair }) => ruler.styles.includes(pair.style ?? ""));
  const read = asked.length === 0 ? [] : ruler.read(asked.map(({ seen }) => seen.features));
  return clusteredRate(
    asked.map(({ pair }, i) => read[i] === pair.style),
    asked.map(({ pair }) => pair.caption),
  );
}

function poolsOf(trained: readonly SeenPair[], kin: Kin): ReadonlyMap<string, Matrix> {
  const pools = new Map<string, Float32Array[]>();
  const take = (style: string, features: Float32Array) => {
    const pool = pools.get(style) ?? [];
    pool.push(features);
    pools.set(style, pool);
  };
  for (const { style, seen } of trained) if (style !== null) take(style, seen.features);
  for (const [style, pictures] of kin) for (const { features } of pictures.values()) take(style, features);
  return new Map([...pools].map(([style, pool]) => [style, matrixOf(pool)]));
}

/** The shrunk covariance within styles, each style weighing the same. */
function withinOf(pools: readonly Matrix[]): Matrix {
  const width = pools[0]?.columns ?? 0;
  const within = Matrix.zeros(width, width);
  for (const pool of pools) {
    const centred = pool.clone().subRowVector(pool.mean("column"));
    within.add(
      centred
        .transpose()
        .mmul(centred)
        .div(pool.rows * pools.length),
    );
  }
  // Where pictures do not differ at all, any scale does.
  const spread = within.trace() / width || 1;
  return within.mul(1 - SHRINKAGE).add(Matrix.eye(width, width, SHRINKAGE * spread));
}

function matrixOf(rows: Features): Matrix {
  return new Matrix(rows.map((row) => [...row]));
}
