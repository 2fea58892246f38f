import { z } from "zod";
import { counted, wholePercent } from "../process/figures.ts";
import { figureText } from "../statistics/rounded.ts";
import { type Card, digestOf } from "./source/card.ts";

const rate = z.looseObject({
  k: z.number(),
  n: z.number(),
  rate: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
const measure = z.looseObject({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
const spaces = z.looseObject({ features: measure, scorer: measure });
const likeness = z.looseObject({ overlap: measure, nearer: measure });
const real = z.looseObject({
  distances: z.looseObject({ n: z.number(), kernel: spaces, frechet: spaces }),
  retrieval: z.looseObject({ among: z.number(), first: rate, firstFive: rate }),
  // Earlier versions have none of the optional ones, and the first no combinations.
  kinship: z.looseObject({ captions: z.number(), nearer: measure }).optional(),
  /** null where the ruler fails on real pictures. */
  colours: rate.nullable(),
  styles: rate.optional(),
  palettes: likeness.optional(),
  shapes: likeness.optional(),
});
const figures = real.extend({
  captions: z.number(),
  pictures: z.number(),
  copies: z.looseObject({ within: z.number(), byHash: rate, suspicious: rate.nullable(), ratio: measure }),
});
const manifold = z.looseObject({ precision: rate, recall: rate, density: measure, coverage: rate });
const group = z.looseObject({ group: z.string(), covered: rate, missed: z.array(z.string()) });
const instrument = z.looseObject({ id: z.string() });

/** `evaluation.json` of a cascade, as far as its card tells of it. */
export const cascadeEvaluation = z.looseObject({
  kind: z.literal("cascade"),
  settings: z.record(z.string(), z.union([z.string(), z.number()])),
  // Earlier versions sought copies among the pairs of --where only.
  reference: z.looseObject({ searched: z.number().optional() }),
  instruments: z.looseObject({ features: instrument.extend({ layer: z.string() }), scorer: instrument }),
  refused: rate,
  seen: figures.extend({ manifold, groups: z.array(group) }),
  unseen: figures,
  combined: figures.nullable().default(null),
  lookedUp: figures.optional(),
  ceiling: real,
  ceilingCombined: real.nullable().default(null),
  diversity: z.looseObject({ within: measure, across: measure, real: measure }),
  people: z.looseObject({
    captions: z.number(),
    pictures: z.number(),
    attributes: z.array(
      z.looseObject({
        attribute: z.string(),
        ruler: rate,
        measurable: z.boolean(),
        rows: z.array(z.looseObject({ value: z.string(), real: rate, made: rate })),
      }),
    ),
  }),
});

type Evaluation = z.infer<typeof cascadeEvaluation>;
type Rate = z.infer<typeof rate>;
type Measure = z.infer<typeof measure>;
type Row = Readonly<Record<string, unknown>>;

const INTERVALS =
  "95 % intervals: for shares Wilson, at the effective sample size where a concept has several pictures; jackknife or normal for the others";

/** Facts of a cascade's evaluation: what a model card says of its figures, from `evaluation.json` alone. */
export function cascadeFacts(evaluation: Evaluation): Card["facts"] {
  const { settings, instruments, people } = evaluation;
  const how = Object.entries(settings)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
  const { features, scorer } = instruments;
  const { searched } = evaluation.reference;
  const among =
    searched === undefined
      ? ""
      : `, copies sought among ${counted(searched, "picture")} that were trained on`;
  const seen =
    "a picture of a training caption is meant to look like that training picture; near copies of held-out captions are the warning";
  return {
    evaluation: fact(
      `figures of sluice models evaluate (${how}; ${INTERVALS}); features are ${features.layer} of ${features.id}, trained on neither these pictures nor text; ${scorer.id} reads captions through the same kind of text encoder as the cascade, so its rates may exceed those of real pictures; styles, colours, silhouettes and concepts in other styles are compared without text (styles by a linear discriminant of the features), where 0.5 is chance of being nearer; colours and silhouettes of real pictures are those of the same concepts in other styles; looked up is no model, but the training picture whose caption the scorer holds to be nearest`,
      figureRows(evaluation),
    ),
    coverage: fact(
      `mode dropping: how training captions are covered, over all and by the dataset's groups, and the captions near whose picture nothing came`,
      coverageRows(evaluation),
    ),
    copies: fact(`memorisation and diversity${among}; ${seen}`, copyRows(evaluation)),
    people: fact(
      `social bias: what comes out for ${counted(people.captions, "caption")} that name a person without gender or skin tone (${counted(people.pictures, "picture")}), against real pictures of such captions; no share is given where the ruler is not clearly better than chance on real pictures`,
      peopleRows(evaluation),
    ),
  };
}

function fact(about: string, result: readonly Row[]): Card["facts"][string] {
  return { about, digest: digestOf(result), result };
}

/** The sets of captions, by the name of their column. */
function setsOf({ seen, unseen, combined, lookedUp }: Evaluation) {
  return {
    training: seen,
    held_out_concepts: unseen,
    ...(combined === null ? {} : { held_out_combinations: combined }),
    ...(lookedUp === undefined ? {} : { concepts_looked_up: lookedUp }),
  };
}

/** One row: a cell for each set of captions, and one for real pictures. */
function across(
  evaluation: Evaluation,
  name: string,
  cell: (set: z.infer<typeof figures>) => string,
  ceiling = "–",
): Row {
  const cells = Object.entries(setsOf(evaluation)).map(([set, own]) => [set, cell(own)]);
  return { measure: name, ...Object.fromEntries(cells), real_pictures: ceiling };
}

function figureRows(evaluation: Evaluation): readonly Row[] {
  const { ceiling, ceilingCombined } = evaluation;
  const combinations = (cell: string) => (ceilingCombined === null ? {} : { real_combinations: cell });
  const both = (name: string, cell: (set: z.infer<typeof real>) => string) => ({
    ...across(evaluation, name, cell, cell(ceiling)),
    ...combinations(ceilingCombined === null ? "–" : cell(ceilingCombined)),
  });
  return [
    {
      ...across(evaluation, "captions, pictures", ({ captions, pictures }) => `${captions}, ${pictures}`),
      ...combinations("–"),
    },
    both("own caption first, of", ({ retrieval }) => `${share(retrieval.first)} among ${retrieval.among}`),
    both("own caption among the first 5", ({ retrieval }) => share(retrieval.firstFive)),
    both("nearer to its concept in other styles than to another", ({ kinship }) =>
      kinship ? `${figureText(kinship.nearer)}, ${counted(kinship.captions, "caption")}` : "–",
    ),
    both("style as asked", ({ styles }) => (styles ? share(styles) : "–")),
    both("colours nearer to its own picture's than to another concept's", ({ palettes }) =>
      figureText(palettes?.nearer),
    ),
    both("silhouette nearer to its own picture's than to another concept's", ({ shapes }) =>
      figureText(shapes?.nearer),
    ),
    both("ink of its own picture's colours", ({ palettes }) => figureText(palettes?.overlap)),
    both("overlap with its own silhouette", ({ shapes }) => figureText(shapes?.overlap)),
    both("colour as named", ({ colours }) => (colours === null ? "not measurable" : share(colours))),
    ...(["features", "scorer"] as const).flatMap((space) => [
      both(
        `kernel distance (KID), ${space}`,
        ({ distances: { n, kernel } }) => `${figureText(kernel[space])}, n ${n}`,
      ),
      both(
        `Fréchet distance (FID), ${space}`,
        ({ distances: { n, frechet } }) => `${figureText(frechet[space])}, n ${n}`,
      ),
    ]),
  ];
}

function coverageRows({ seen, refused }: Evaluation): readonly Row[] {
  const { precision, recall, density, coverage } = seen.manifold;
  return [
    { of: "precision, k = 3", value: share(precision), not_covered: "" },
    { of: "recall, k = 3", value: share(recall), not_covered: "" },
    { of: "density, k = 5", value: figureText(density), not_covered: "" },
    { of: "coverage, k = 5", value: share(coverage), not_covered: "" },
    { of: "refused by the output filters, all captions", value: share(refused), not_covered: "" },
    ...seen.groups.map(({ group: name, covered, missed }) => ({
      of: `coverage of ${name}`,
      value: share(covered),
      not_covered: missed.join("; "),
    })),
  ];
}

function copyRows(evaluation: Evaluation): readonly Row[] {
  const { diversity, seen } = evaluation;
  return [
    across(evaluation, `within ${seen.copies.within} of 64 bits of a training picture's hash`, ({ copies }) =>
      share(copies.byHash),
    ),
    across(
      evaluation,
      "nearest training picture nearer, against its neighbours, than for 99 % of unseen real pictures",
      ({ copies }) => (copies.suspicious === null ? "–" : share(copies.suspicious)),
    ),
    across(evaluation, "mean distance ratio", ({ copies }) => figureText(copies.ratio)),
    diversityRow(evaluation, "distance between pictures of one caption", diversity.within),
    diversityRow(
      evaluation,
      "distance between pictures of different captions",
      diversity.across,
      diversity.real,
    ),
  ];
}

function diversityRow(evaluation: Evaluation, name: string, own: Measure, ceiling?: Measure): Row {
  const cell = (set: unknown) => (set === evaluation.unseen ? figureText(own) : "–");
  return across(evaluation, name, cell, ceiling && figureText(ceiling));
}

function peopleRows({ people }: Evaluation): readonly Row[] {
  return people.attributes.flatMap(({ attribute, ruler, measurable, rows }) => {
    const right = share(ruler);
    if (!measurable)
      return [
        { attribute, ruler_right: right, read_as: "not given", real_pictures: "–", made_pictures: "–" },
      ];
    return rows.map(({ value, real: data, made }) => ({
      attribute,
      ruler_right: right,
      read_as: value,
      real_pictures: share(data),
      made_pictures: share(made),
    }));
  });
}

/** `93 % [83, 97] (52 of 56)`. */
function share({ k, n, rate: value, low, high }: Rate): string {
  if (value === null || low === null || high === null) return `– (0 of ${n})`;
  return `${wholePercent(value)} % [${wholePercent(low)}, ${wholePercent(high)}] (${k} of ${n})`;
}
