import { type ImageClassifier, loadImageClassifier, type Pixels } from "../models/index.ts";
import type { Column, Filter, FilterOptions, Sample, ScoreRow } from "./filter.ts";
import { EXACT, harm, isHarmless, type Member, panel, together } from "./image-panel.ts";
import { writeWhere } from "./image-where.ts";

/** The model's classes, in the order of its outputs; each becomes a column `image_<class>`. */
const MEANINGS: Readonly<Record<string, string>> = {
  drawing: "harmless drawing or anime",
  hentai: "pornographic drawing",
  neutral: "harmless photograph",
  porn: "pornographic photograph",
  sexy: "sexualised, not pornographic",
};

/** Maps are made of pictures that a policy may name. */
const MAPPED = 0.4;

type Loaded = Member & ImageClassifier;

/** Classes of the picture by a panel of three models, or by the one that was asked for. */
export async function nsfwImage({ device, models }: FilterOptions): Promise<Filter> {
  const asked = models["nsfw-image"] ?? "panel";
  const twice = asked === "panel";
  const members: readonly Member[] =
    twice || asked === "panel-float" ? panel : [{ id: asked, name: asked, flags: 0.5, sure: 0.5, again: 0 }];
  const loaded: Loaded[] = [];
  try {
    for (const member of members)
      loaded.push({ ...member, ...(await loadImageClassifier(member.id, { device, twice })) });
  } catch (error) {
    for (const one of loaded) await one.close();
    throw error;
  }
  const [first] = loaded as [Loaded, ...Loaded[]];
  return {
    id: "nsfw-image",
    version: 4,
    needs: "image",
    models: loaded.flatMap(({ id, sha256, int8 }) => [
      { id, sha256 },
      ...(int8 === null ? [] : [{ id: `${id}/int8`, sha256: int8 }]),
    ]),
    device: {
      used: first.device,
      refused: first.refused.map(({ device: name, reason }) => `${name}: ${reason}`),
    },
    columns: [...classColumns("image", first), ...loaded.slice(1).flatMap(otherColumns), ...JOINT],
    score: (samples) => score(loaded, samples),
    async close() {
      for (const one of loaded) await one.close();
    },
  };
}

/**
 * The choice that loads the same models again, as `--model nsfw-image=…` says it.
 * @param models those that a run's record names for the filter
 */
export function imageChoice(models: readonly { readonly id: string }[]): string | undefined {
  if (models.some(({ id }) => id.endsWith("/int8"))) return "panel";
  return models.length > 1 ? "panel-float" : models[0]?.id;
}

function classColumns(prefix: string, { labels }: Loaded): readonly Column[] {
  return labels.map((label) => ({
    name: `${prefix}_${label}`,
    type: "float32",
    range: [0, 1],
    worst: isHarmless(label) ? "smallest" : "largest",
    meaning: `probability of class ${label}: ${MEANINGS[label] ?? "as the model's card says"}`,
  }));
}

/** Of a further model only what it holds against a picture; of two classes the one. */
function otherColumns({ labels, name, id }: Loaded): readonly Column[] {
  const harmful = labels.filter((label) => !isHarmless(label));
  return harmful.map((label) => ({
    name: otherName(name, label, harmful.length),
    type: "float32",
    range: [0, 1],
    worst: "largest",
    meaning: `the same by ${id}: ${MEANINGS[label] ?? "not safe for work"}`,
  }));
}

function otherName(name: string, label: string, harmful: number): string {
  return harmful === 1 ? `image_${name}` : `image_${name}_${label}`;
}

const JOINT: readonly Column[] = [
  {
    name: "image_score",
    type: "float32",
    range: [0, 1],
    worst: "largest",
    meaning: "what the models say together: 0.5 and more where two flag the image or one is sure",
  },
  {
    name: "image_agree",
    type: "int32",
    range: [0, panel.length],
    worst: "largest",
    meaning: "models that flag the image, each at its own cut",
  },
  {
    name: "image_porn_agreed",
    type: "float32",
    range: [0, 1],
    worst: "largest",
    meaning: "what the second surest model gives pornography: two agree at least so far",
  },
  {
    name: "image_pass",
    type: "utf8",
    worst: "smallest",
    meaning: `int8: every model's sum was so low in whole numbers that it stands, and below ${EXACT}; float: computed in floats where not`,
  },
  {
    name: "image_where",
    type: "utf8",
    worst: "largest",
    meaning: `of images that could be flagged: probability, model:class, and 7 × 7 places that made it say so, 0 to f`,
  },
];

async function score(members: readonly Loaded[], samples: readonly Sample[]): Promise<readonly ScoreRow[]> {
  const decoded = samples.flatMap(({ pixels }) => (pixels === undefined ? [] : [pixels]));
  const results = await Promise.all(
    members.map((member) =>
      member.classifyTwice(decoded, (scores) => harm(member.labels, scores) >= member.again),
    ),
  );
  const rows: ScoreRow[] = [];
  for (const [i, pixels] of decoded.entries()) {
    const scores = results.map((all) => all[i]?.scores ?? new Float32Array());
    const joint = together(members, scores);
    rows.push({
      ...Object.fromEntries(members.flatMap((member, m) => named(member, scores[m] ?? [], m === 0))),
      image_score: joint.score,
      image_agree: joint.agree,
      image_porn_agreed: joint.pornAgreed,
      image_pass: results.some((all) => all[i]?.pass === "float") ? "float" : "int8",
      image_where: joint.score >= MAPPED ? await where(members, scores, pixels) : null,
    });
  }
  const measured = rows.values();
  return samples.map(({ pixels }) => (pixels === undefined ? {} : (measured.next().value ?? {})));
}

function named(
  { labels, name }: Loaded,
  scores: ArrayLike<number>,
  first: boolean,
): readonly (readonly [string, number | null])[] {
  const harmful = labels.filter((label) => !isHarmless(label));
  return labels.flatMap((label, k) => {
    if (first) return [[`image_${label}`, scores[k] ?? null] as const];
    return isHarmless(label) ? [] : [[otherName(name, label, harmful.length), scores[k] ?? null] as const];
  });
}

/** The map of the model that is surest, of its likeliest class. */
async function where(
  members: readonly Loaded[],
  scores: readonly ArrayLike<number>[],
  pixels: Pixels,
): Promise<string | null> {
  const sums = members.map(({ labels }, m) => harm(labels, scores[m] ?? []));
  const m = sums.indexOf(Math.max(...sums));
  const member = members[m] as Loaded;
  const harmful = member.labels.filter((label) => !isHarmless(label));
  const value = (label: string) => scores[m]?.[member.labels.indexOf(label)] ?? 0;
  const label = harmful.reduce((a, b) => (value(b) > value(a) ? b : a), harmful[0] ?? "");
  const map = await member.map(pixels, label, member.labels.filter(isHarmless));
  return map && writeWhere({ value: value(label), model: member.name, label, values: [...map.values] });
}
