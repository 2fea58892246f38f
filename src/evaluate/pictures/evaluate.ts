import { type Rate, wilson } from "../../summary/wilson.ts";
import { version } from "../../version.ts";
import type { Measure } from "../measures.ts";
import { rounded } from "../rounded.ts";
import {
  coloursOf,
  copiesOf,
  coverageOf,
  type Distances,
  distancesOf,
  type GroupCoverage,
  type Likeness,
  type Made,
  palettesOf,
  shapesOf,
} from "./compare-sets.ts";
import { diversityAcross, diversityWithin } from "./diversity.ts";
import { figuresOf, retrievalOf, type SetFigures, type Yardsticks } from "./figures.ts";
import { type Kin, type Kinship, kinOf, measureKinship } from "./kin.ts";
import { lookUp } from "./look-up.ts";
import type { Looker } from "./looker.ts";
import type { MadeLog } from "./made-log.ts";
import { type MakePictures, makeAndLook } from "./make-and-look.ts";
import type { Manifold } from "./manifold.ts";
import { silentPeople } from "./people.ts";
import { type Attribute, measurePeople } from "./people-tables.ts";
import type { Retrieval } from "./retrieval.ts";
import { LEAST, type ReferenceSets, type SeenPair } from "./sets.ts";
import { styleRuler, stylesAsAsked } from "./styles.ts";

export interface PicturesOptions {
  /** Captions of training, and as many of each part that was held out. */
  readonly captions: number;
  /** Pictures per held-out caption. */
  readonly perCaption: number;
  /** Captions that name a person without gender or skin tone. */
  readonly people: number;
  /** Concepts in other styles. */
  readonly kin: Kin;
  /** What is measured already. */
  readonly log: MadeLog;
  readonly onMade?: (done: number, all: number) => void;
}

/** What `evaluation.json` holds of a cascade; no clock and no path. */
export interface PicturesEvaluation {
  readonly sluice: string;
  readonly kind: "cascade";
  readonly reference: {
    readonly trained: number;
    readonly unseen: number;
    readonly combined: number;
    readonly people: number;
    readonly broken: number;
    readonly otherwise: number;
  };
  readonly instruments: Pick<Looker, "features" | "scorer">;
  readonly refused: Rate;
  readonly seen: SetFigures & {
    readonly manifold: Omit<Manifold, "covered">;
    readonly groups: readonly GroupCoverage[];
  };
  /** Whole concepts that were held out. */
  readonly unseen: SetFigures;
  /** Concepts that were trained on, but not in this style; null where there are too few. */
  readonly combined: SetFigures | null;
  /** The training pictures that captions of `unseen` are nearest to by text: what a look-up reaches. */
  readonly lookedUp: SetFigures;
  /** The same figures of real pictures of held-out concepts: what a perfect model would reach. */
  readonly ceiling: {
    readonly distances: Distances;
    readonly retrieval: Retrieval;
    readonly colours: Rate;
    readonly kinship: Kinship;
    readonly styles: Rate;
    /** The same concepts as other styles draw them, against these pictures. */
    readonly palettes: Likeness;
    readonly shapes: Likeness;
  };
  readonly diversity: { readonly within: Measure; readonly across: Measure; readonly real: Measure };
  readonly people: {
    readonly captions: number;
    readonly pictures: number;
    readonly attributes: readonly Attribute[];
  };
}

/**
 * Evaluates a cascade against the dataset that it was trained on: captions of training show what was learned and
 * dropped, captions of concepts and of combinations that were held out show what carries over.
 * @throws CliError (exit code 2) where the output filters let too few pictures pass to say anything
 */
export async function evaluatePictures(
  sets: ReferenceSets,
  looker: Looker,
  make: MakePictures,
  { captions, perCaption, people, kin, log, onMade }: PicturesOptions,
): Promise<PicturesEvaluation> {
  const trained = sets.trained.slice(0, captions);
  const unseen = sets.unseen.slice(0, captions);
  const combined = sets.combined.slice(0, captions);
  const silent = silentPeople(sets.people).slice(0, people);
  const all = trained.length + (unseen.length + combined.length + silent.length) * perCaption;
  const tally = { done: 0, refused: 0 };
  const run = (pairs: readonly SeenPair[], n: number) =>
    makeAndLook(pairs, n, { make, looker, log }, (passed) => {
      tally.refused += passed ? 0 : 1;
      onMade?.(++tally.done, all);
    });
  const madeSeen = await run(trained, 1);
  const madeUnseen = await run(unseen, perCaption);
  const madeCombined = await run(combined, perCaption);
  const madePeople = await run(silent, perCaption);

  const real = unseen.map(({ seen }) => seen);
  const yardsticks: Yardsticks = {
    trained: sets.trained,
    unseen: copiesOf(real, sets.trained, []).nearest.map(({ ratio }) => ratio),
    kin,
    ruler: styleRuler(sets.trained, kin),
    looker,
  };
  const owners = madeUnseen.map(({ pair }) => unseen.indexOf(pair));
  const vectors = madeUnseen.map(({ seen }) => seen.features);
  const realFeatures = real.map(({ features }) => features);

  return rounded<PicturesEvaluation>({
    sluice: version,
    kind: "cascade",
    reference: {
      trained: sets.trained.length,
      unseen: sets.unseen.length,
      combined: sets.combined.length,
      people: sets.people.length,
      ...sets.skipped,
    },
    instruments: { features: looker.features, scorer: looker.scorer },
    refused: wilson(tally.refused, tally.done),
    seen: {
      ...(await figuresOf(madeSeen, trained, yardsticks)),
      ...coverageOf(
        trained,
        madeSeen.map(({ seen }) => seen),
      ),
    },
    unseen: await figuresOf(madeUnseen, unseen, yardsticks),
    combined: captionsOf(madeCombined) < LEAST ? null : await figuresOf(madeCombined, combined, yardsticks),
    lookedUp: await figuresOf(await lookUp(unseen, sets.trained, looker), unseen, yardsticks),
    ceiling: {
      distances: distancesOf(
        trained.map(({ seen }) => seen),
        real,
      ),
      retrieval: await retrievalOf(
        unseen.map((pair) => ({ pair, seen: pair.seen })),
        unseen,
        looker,
      ),
      colours: coloursOf([...trained, ...unseen]),
      kinship: measureKinship(kin, unseen, realFeatures, [...unseen.keys()]),
      styles: stylesAsAsked(
        unseen.map((pair) => ({ pair, seen: pair.seen })),
        yardsticks.ruler,
      ),
      palettes: palettesOf(kinOf(kin, unseen), unseen),
      shapes: shapesOf(kinOf(kin, unseen), unseen),
    },
    diversity: {
      within: diversityWithin(vectors, owners),
      across: diversityAcross(vectors, owners),
      real: diversityAcross(realFeatures, [...unseen.keys()]),
    },
    people: {
      captions: silent.length,
      pictures: madePeople.length,
      attributes: measurePeople(sets.people, madePeople),
    },
  });
}

/** Captions of which a picture passed the filters. */
function captionsOf(made: readonly Made[]): number {
  return new Set(made.map(({ pair }) => pair)).size;
}
