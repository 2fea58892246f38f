import { clusteredRate } from "../../statistics/clustered-rate.ts";
import type { Measure } from "../../statistics/measures.ts";
import { type Rate, wilson } from "../../statistics/wilson.ts";
import { namedColour } from "./colour.ts";
import { type Copies, measureCopies } from "./copies.ts";
import type { Looks, Print, Seen } from "./descriptors.ts";
import { frechetDistance } from "./frechet.ts";
import { kernelDistance } from "./kid.ts";
import { compareManifolds, type Manifold } from "./manifold.ts";
import { farther, pairwiseMeasure } from "./pairwise.ts";
import { sharedInk } from "./palette.ts";
import { meanOverOwners } from "./rank.ts";
import { conceptOf, type SeenPair } from "./sets.ts";
import { overlap } from "./shape.ts";

/** A made picture and the pair whose caption it was made from. */
export interface Made {
  readonly pair: SeenPair;
  readonly seen: Seen;
}

/** Distances of two sets in both spaces, each with n a side. */
export interface Distances {
  readonly n: number;
  readonly kernel: { readonly features: Measure; readonly scorer: Measure };
  readonly frechet: { readonly features: Measure; readonly scorer: Measure };
}

/** Distances of two equally large sets of pictures. */
export function distancesOf(real: readonly Seen[], made: readonly Seen[]): Distances {
  const n = Math.min(real.length, made.length);
  const [a, b] = [real.slice(0, n), made.slice(0, n)];
  const [af, bf] = [a.map(({ features }) => features), b.map(({ features }) => features)];
  const [as, bs] = [a.map(({ embedding }) => embedding), b.map(({ embedding }) => embedding)];
  return {
    n,
    kernel: { features: kernelDistance(af, bf), scorer: kernelDistance(as, bs) },
    frechet: { features: frechetDistance(af, bf), scorer: frechetDistance(as, bs) },
  };
}

/** Which training pictures, by the dataset's groups, nothing that was made comes near. */
export interface GroupCoverage {
  readonly group: string;
  readonly covered: Rate;
  /** Captions that are not covered, all of them. */
  readonly missed: readonly string[];
}

/** Precision, recall, density and coverage, and coverage by group: which modes were dropped. */
export function coverageOf(
  real: readonly SeenPair[],
  made: readonly Seen[],
): { readonly manifold: Omit<Manifold, "covered">; readonly groups: readonly GroupCoverage[] } {
  const { covered, ...manifold } = compareManifolds(
    real.map(({ seen }) => seen.features),
    made.map(({ features }) => features),
  );
  const names = [...new Set(real.map(({ group }) => group ?? "no group"))].sort();
  const groups = names.map((group) => {
    const own = real.flatMap((pair, i) =>
      (pair.group ?? "no group") === group ? [{ pair, hit: covered[i] }] : [],
    );
    const missed = own.filter(({ hit }) => !hit).map(({ pair }) => pair.caption);
    return { group, covered: wilson(own.length - missed.length, own.length), missed };
  });
  return { manifold, groups };
}

/** Pictures whose subject names one colour: how often it is the picture's. */
export function coloursOf(pictures: readonly Made[]): Rate {
  const asked = pictures.flatMap(({ pair, seen }) => {
    const colour = namedColour(pair.subject);
    return colour === null ? [] : [{ concept: conceptOf(pair), hit: colour === seen.colour }];
  });
  return clusteredRate(
    asked.map(({ hit }) => hit),
    asked.map(({ concept }) => concept),
  );
}

/** Fewer real pictures whose subject names a colour say nothing of the ruler. */
const LEAST_COLOURED = 10;

/** Whether the ruler of colours is right on at least half of enough real pictures: else it measures no model. */
export function tellsColours({ k, n }: Pick<Rate, "k" | "n">): boolean {
  return n >= LEAST_COLOURED && 2 * k >= n;
}

/** Likeness of pictures to the real picture of their caption, in [0, 1]. */
export interface Likeness {
  /** To the own picture. */
  readonly overlap: Measure;
  /** How often it is larger than to the real picture of another concept; 0.5 is chance. */
  readonly nearer: Measure;
}

/** What stands in the place of a made picture where only looks are compared. */
interface Looking {
  readonly pair: SeenPair;
  readonly seen: Looks;
}

/** Coarse shape: how silhouettes overlap, intersection over union. */
export function shapesOf(made: readonly Looking[], pairs: readonly SeenPair[]): Likeness {
  return likenessOf(made, pairs, (a, b) => overlap(a.shape, b.shape));
}

/** Colours: the share of ink that is of the same colours, wherever it lies. */
export function palettesOf(made: readonly Looking[], pairs: readonly SeenPair[]): Likeness {
  return likenessOf(made, pairs, (a, b) => sharedInk(a.palette, b.palette));
}

/** Means are over concepts. */
function likenessOf(
  made: readonly Looking[],
  pairs: readonly SeenPair[],
  alike: (a: Looks, b: Looks) => number,
): Likeness {
  const concepts = made.map(({ pair }) => conceptOf(pair));
  const own = made.map(({ pair, seen }) => alike(seen, pair.seen));
  const rows = made.map(({ seen }, i) =>
    farther(
      -(own[i] as number),
      pairs.map((pair) => -alike(seen, pair.seen)),
    ),
  );
  return {
    overlap: meanOverOwners(own, concepts),
    nearer: pairwiseMeasure(concepts, [{ rivals: pairs.map(conceptOf), rows }]),
  };
}

/** How near made pictures lie to the training set, with unseen real pictures as the yardstick. */
export function copiesOf(
  made: readonly Made[],
  searched: readonly Print[],
  yardstick: readonly number[],
): Copies {
  const hashed = (pictures: readonly Print[]) => ({
    features: pictures.map(({ features }) => features),
    hashes: pictures.map(({ hash }) => hash),
  });
  const own = {
    ...hashed(made.map(({ seen }) => seen)),
    concepts: made.map(({ pair }) => conceptOf(pair)),
  };
  return measureCopies(own, hashed(searched), yardstick);
}
