import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { dot, type Features } from "./vectors.ts";

/** Tells labels apart by vectors; `discriminant`. */
export interface Discriminant<Label extends string> {
  readonly labels: readonly Label[];
  /** The label of each vector; of none where there are fewer than two labels. */
  read(vectors: Features): readonly Label[];
}

/** Share of the covariance within labels that is replaced by its mean variance, so that it can be inverted. */
const SHRINKAGE = 0.1;

/**
 * Linear discriminant analysis (Hastie, Tibshirani & Friedman 2009, eq. 4.10) with equal priors, each label weighing
 * the same in the shrunk covariance.
 * @param pools vectors of one length, at least one per label
 */
export function discriminant<Label extends string>(pools: ReadonlyMap<Label, Features>): Discriminant<Label> {
  const labels = [...pools.keys()];
  if (labels.length < 2) return { labels, read: () => [] };
  const matrices = [...pools.values()].map(matrixOf);
  const means = new Matrix(matrices.map((pool) => pool.mean("column")));
  const weights = weightsOf(scatterOf(matrices), means.transpose());
  const biases = means.to2DArray().map((mean, k) => -0.5 * dot(mean, weights.getColumn(k)));
  return {
    labels,
    read: (vectors) =>
      vectors.length === 0
        ? []
        : matrixOf(vectors)
            .mmul(weights)
            .addRowVector(biases)
            .to2DArray()
            .map((scores) => labels[scores.indexOf(Math.max(...scores))] as Label),
  };
}

/** Vectors less their label's mean, scaled so that the scatter's transpose by itself is the covariance. */
function scatterOf(pools: readonly Matrix[]): Matrix {
  return new Matrix(
    pools.flatMap((pool) =>
      pool
        .clone()
        .subRowVector(pool.mean("column"))
        .div(Math.sqrt(pool.rows * pools.length))
        .to2DArray(),
    ),
  );
}

/** The shrunk covariance's inverse by `means`: width rows, a column per label. */
function weightsOf(scatter: Matrix, means: Matrix): Matrix {
  const { rows, columns: width } = scatter;
  const across = scatter.transpose();
  // Where pictures do not differ at all, any scale does.
  const spread = scatter.norm() ** 2 / width || 1;
  const [kept, added] = [1 - SHRINKAGE, SHRINKAGE * spread];
  const shrunk = (square: Matrix) =>
    new CholeskyDecomposition(square.mul(kept).add(Matrix.eye(square.rows, square.rows, added)));
  if (rows >= width) return shrunk(across.mmul(scatter)).solve(means);
  // Woodbury's identity: the same weights from a square of few vectors instead of one of many features.
  const inner = shrunk(scatter.mmul(across)).solve(scatter.mmul(means));
  return means.clone().sub(across.mmul(inner).mul(kept)).div(added);
}

function matrixOf(rows: Features): Matrix {
  return new Matrix(rows.map((row) => [...row]));
}
