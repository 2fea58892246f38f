import { version } from "../../process/version.ts";
import { clusteredRate } from "../../statistics/clustered-rate.ts";
import type { Measure } from "../../statistics/measures.ts";
import { rounded } from "../../statistics/rounded.ts";
import type { Rate } from "../../statistics/wilson.ts";
import { type Ceiling, ceilingOf } from "./ceiling.ts";
import {
  coloursOf,
  copiesOf,
  coverageOf,
  type GroupCoverage,
  type Made,
  tellsColours,
} from "./compare-sets.ts";
import type { Descriptors } from "./descriptors.ts";
import { diversityAcross, diversityWithin } from "./diversity.ts";
import { figuresOf, type SetFigures, type Yardsticks } from "./figures.ts";
import { lookUp } from "./look-up.ts";
import type { MadeLog } from "./made-log.ts";
import { type MakePictures, makeAndLook } from "./make-and-look.ts";
import type { Manifold } from "./manifold.ts";
import { silentPeople } from "./people.ts";
import { type Attribute, measurePeople } from "./people-tables.ts";
import { sameConceptAmong } from "./same-concept.ts";
import { conceptOf, LEAST, type ReferenceSets, type SeenPair } from "./sets.ts";
import { styleRuler } from "./styles.ts";

export interface PicturesOptions {
  /** Captions of training, and as many of each part that was held out. */
  readonly captions: number;
  /** Pictures per held-out caption. */
  readonly perCaption: number;
  /** Captions that name a person without gender or skin tone. */
  readonly people: number;
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
    /** Pictures that were trained on, whatever --where says: copies are sought among them. */
    readonly searched: number;
    readonly broken: number;
    readonly otherwise: number;
  };
  readonly instruments: Pick<Descriptors, "features" | "scorer">;
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
  readonly ceiling: Ceiling;
  /** The same of held-out combinations; null as `combined` is. */
  readonly ceilingCombined: Ceiling | null;
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
  descriptors: Descriptors,
  make: MakePictures,
  { captions, perCaption, people, log, onMade }: PicturesOptions,
): Promise<PicturesEvaluation> {
  const { trained, unseen, combined, silent } = planOf(sets, { captions, people });
  const all = trained.length + (unseen.length + combined.length + silent.length) * perCaption;
  const outcomes: { readonly refused: boolean; readonly concept: string }[] = [];
  const run = (pairs: readonly SeenPair[], n: number) =>
    makeAndLook(pairs, n, { make, descriptors, log }, (passed, pair) => {
      outcomes.push({ refused: !passed, concept: conceptOf(pair) });
      onMade?.(outcomes.length, all);
    });
  const madeSeen = await run(trained, 1);
  const madeUnseen = await run(unseen, perCaption);
  const madeCombined = await run(combined, perCaption);
  const madePeople = await run(silent, perCaption);

  const real = unseen.map((pair) => ({ pair, seen: pair.seen }));
  const sameConcept = sameConceptAmong(sets.sameConcept, [...trained, ...unseen, ...combined]);
  const yardsticks: Yardsticks = {
    searched: sets.searched,
    unseen: copiesOf(real, sets.searched, []).nearest.map(({ ratio }) => ratio),
    sameConcept,
    ruler: styleRuler(sets.trained, sameConcept),
    tellsColours: tellsColours(coloursOf(real)),
    descriptors,
  };
  const tooFew = captionsOf(madeCombined) < LEAST;
  const owners = madeUnseen.map(({ pair }) => unseen.indexOf(pair));
  const vectors = madeUnseen.map(({ seen }) => seen.features);
  const realFeatures = real.map(({ seen }) => seen.features);

  return rounded<PicturesEvaluation>({
    sluice: version,
    kind: "cascade",
    reference: {
      trained: sets.trained.length,
      unseen: sets.unseen.length,
      combined: sets.combined.length,
      people: sets.people.length,
      searched: sets.searched.length,
      ...sets.skipped,
    },
    instruments: { features: descriptors.features, scorer: descriptors.scorer },
    refused: clusteredRate(
      outcomes.map(({ refused }) => refused),
      outcomes.map(({ concept }) => concept),
    ),
    seen: {
      ...(await figuresOf(madeSeen, trained, yardsticks)),
      ...coverageOf(
        trained,
        madeSeen.map(({ seen }) => seen),
      ),
    },
    unseen: await figuresOf(madeUnseen, unseen, yardsticks),
    combined: tooFew ? null : await figuresOf(madeCombined, combined, yardsticks),
    lookedUp: await figuresOf(await lookUp(unseen, sets.trained, descriptors), unseen, yardsticks),
    ceiling: await ceilingOf(unseen, trained, yardsticks),
    ceilingCombined: tooFew ? null : await ceilingOf(combined, trained, yardsticks),
    diversity: {
      within: diversityWithin(vectors, owners),
      across: diversityAcross(
        vectors,
        madeUnseen.map(({ pair }) => conceptOf(pair)),
      ),
      real: diversityAcross(realFeatures, unseen.map(conceptOf)),
    },
    people: {
      captions: silent.length,
      pictures: madePeople.length,
      attributes: measurePeople(sets.people, madePeople),
    },
  });
}

/** The pairs of whose captions pictures are made. */
function planOf(sets: ReferenceSets, { captions, people }: Pick<PicturesOptions, "captions" | "people">) {
  return {
    trained: sets.trained.slice(0, captions),
    unseen: sets.unseen.slice(0, captions),
    combined: sets.combined.slice(0, captions),
    silent: silentPeople(sets.people).slice(0, people),
  };
}

/** Every caption of which an evaluation makes pictures, each once: the gate judges them before any is made. */
export function plannedCaptions(
  sets: ReferenceSets,
  options: Pick<PicturesOptions, "captions" | "people">,
): readonly string[] {
  const pairs = Object.values(planOf(sets, options)).flat();
  return [...new Set(pairs.map(({ caption }) => caption))];
}

/** Captions of which a picture passed the filters. */
function captionsOf(made: readonly Made[]): number {
  return new Set(made.map(({ pair }) => pair)).size;
}
