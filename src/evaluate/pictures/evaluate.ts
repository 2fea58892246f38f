import type { Pixels } from "../../../models/index.ts";
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
  type Made,
} from "./compare-sets.ts";
import type { Copies } from "./copies.ts";
import { diversityAcross, diversityWithin } from "./diversity.ts";
import type { Looker } from "./looker.ts";
import type { Manifold } from "./manifold.ts";
import type { Attribute } from "./people.ts";
import { measurePeople, silentPeople } from "./people-tables.ts";
import { type Retrieval, retrieve } from "./retrieval.ts";
import type { ReferenceSets, SeenPair } from "./sets.ts";

/** Makes pictures: `n` of each prompt, in order; null where the filters refused one. */
export type MakePictures = (
  prompts: readonly string[],
  n: number,
) => AsyncIterable<{ readonly prompt: number; readonly pixels: Pixels | null }>;

export interface PicturesOptions {
  /** Captions of training, and as many of concepts that were held out. */
  readonly captions: number;
  /** Pictures per held-out caption. */
  readonly perCaption: number;
  readonly onMade?: (done: number, all: number) => void;
}

/** Figures of one set of captions. */
export interface SetFigures {
  readonly captions: number;
  readonly pictures: number;
  /** Against as many real pictures of the same captions. */
  readonly distances: Distances;
  readonly retrieval: Retrieval;
  readonly colours: Rate;
  readonly copies: Omit<Copies, "nearest">;
}

/** What `evaluation.json` holds of a cascade; no clock and no path. */
export interface PicturesEvaluation {
  readonly sluice: string;
  readonly kind: "cascade";
  readonly reference: {
    readonly trained: number;
    readonly unseen: number;
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
  readonly unseen: SetFigures;
  /** The same figures of real pictures: what a perfect model would reach. */
  readonly ceiling: { readonly distances: Distances; readonly retrieval: Retrieval; readonly colours: Rate };
  readonly diversity: { readonly within: Measure; readonly across: Measure; readonly real: Measure };
  readonly people: {
    readonly captions: number;
    readonly pictures: number;
    readonly attributes: readonly Attribute[];
  };
}

/**
 * Evaluates a cascade against the dataset that it was trained on: captions of training show what was learned
 * and dropped, captions of concepts that were held out show what carries over.
 */
export async function evaluatePictures(
  sets: ReferenceSets,
  looker: Looker,
  make: MakePictures,
  { captions, perCaption, onMade }: PicturesOptions,
): Promise<PicturesEvaluation> {
  const [trained, unseen] = [sets.trained.slice(0, captions), sets.unseen.slice(0, captions)];
  const silent = silentPeople(sets.people).slice(0, captions);
  const all = trained.length + (unseen.length + silent.length) * perCaption;
  const tally = { done: 0, refused: 0 };
  const run = async (pairs: readonly SeenPair[], n: number): Promise<readonly Made[]> => {
    const made: Made[] = [];
    for await (const { prompt, pixels } of make(
      pairs.map(({ caption }) => caption),
      n,
    )) {
      onMade?.(++tally.done, all);
      const pair = pairs[prompt];
      if (pixels === null || pair === undefined) tally.refused++;
      else made.push(...(await looker.look([pixels])).map((seen) => ({ pair, seen })));
    }
    return made;
  };
  const madeSeen = await run(trained, 1);
  const madeUnseen = await run(unseen, perCaption);
  const madePeople = await run(silent, perCaption);

  const texts = {
    seen: await looker.read(trained.map(({ caption }) => caption)),
    unseen: await looker.read(unseen.map(({ caption }) => caption)),
  };
  const realUnseen = unseen.map((pair) => ({ pair, seen: pair.seen }));
  const real = copiesOf(
    unseen.map(({ seen }) => seen),
    sets.trained,
    [],
  );
  const yardstick = real.nearest.map(({ ratio }) => ratio);
  const figures = (made: readonly Made[], pairs: readonly SeenPair[], vectors: readonly Float32Array[]) =>
    figuresOf(made, pairs, vectors, sets.trained, yardstick);
  const owners = madeUnseen.map(({ pair }) => unseen.indexOf(pair));
  const vectors = madeUnseen.map(({ seen }) => seen.features);

  return rounded<PicturesEvaluation>({
    sluice: version,
    kind: "cascade",
    reference: {
      trained: sets.trained.length,
      unseen: sets.unseen.length,
      people: sets.people.length,
      ...sets.skipped,
    },
    instruments: { features: looker.features, scorer: looker.scorer },
    refused: wilson(tally.refused, tally.done),
    seen: {
      ...figures(madeSeen, trained, texts.seen),
      ...coverageOf(
        trained,
        madeSeen.map(({ seen }) => seen),
      ),
    },
    unseen: figures(madeUnseen, unseen, texts.unseen),
    ceiling: {
      distances: distancesOf(
        trained.map(({ seen }) => seen),
        unseen.map(({ seen }) => seen),
      ),
      retrieval: retrievalOf(realUnseen, unseen, texts.unseen),
      colours: coloursOf([...trained, ...unseen]),
    },
    diversity: {
      within: diversityWithin(vectors, owners),
      across: diversityAcross(vectors, owners),
      real: diversityAcross(
        unseen.map(({ seen }) => seen.features),
        [...unseen.keys()],
      ),
    },
    people: {
      captions: silent.length,
      pictures: madePeople.length,
      attributes: await measurePeople(sets.people, madePeople, looker),
    },
  });
}

function figuresOf(
  made: readonly Made[],
  pairs: readonly SeenPair[],
  texts: readonly Float32Array[],
  trained: readonly SeenPair[],
  yardstick: readonly number[],
): SetFigures {
  const first = pairs.flatMap((pair) => made.find((one) => one.pair === pair) ?? []);
  const { nearest: _, ...copies } = copiesOf(
    made.map(({ seen }) => seen),
    trained,
    yardstick,
  );
  return {
    captions: pairs.length,
    pictures: made.length,
    distances: distancesOf(
      first.map(({ pair }) => pair.seen),
      first.map(({ seen }) => seen),
    ),
    retrieval: retrievalOf(made, pairs, texts),
    colours: coloursOf(made.map(({ pair, seen }) => ({ caption: pair.caption, seen }))),
    copies,
  };
}

function retrievalOf(
  made: readonly Made[],
  pairs: readonly SeenPair[],
  texts: readonly Float32Array[],
): Retrieval {
  return retrieve(
    made.map(({ seen }) => seen.embedding),
    made.map(({ pair }) => pairs.indexOf(pair)),
    pairs.map(({ caption }) => caption),
    texts,
  );
}
