import type { TextVectors } from "../../models/index.ts";
import { decimals } from "../process/figures.ts";
import { holm } from "../statistics/association.ts";
import { type Weat, weat } from "../statistics/weat.ts";
import {
  type AssociationTest,
  associationTemplates,
  associationTests,
  type WordSet,
} from "./association-sets.ts";

/** What one test found. */
export interface AssociationResult extends Weat {
  readonly id: string;
  readonly targets: readonly [string, string];
  readonly attributes: readonly [string, string];
  readonly control: boolean;
  /** Targets of each side, and attributes of each. */
  readonly n: number;
  readonly attributesEach: readonly [number, number];
  /** p after Holm's correction over all tests that are no control. */
  readonly pHolm: number;
}

/** Associations that a text encoder carries. */
export interface Associations {
  readonly model: string;
  readonly sha256: string;
  readonly templates: readonly string[];
  readonly results: readonly AssociationResult[];
}

/**
 * Which groups of people a text encoder puts nearer to which ideas: WEAT (Caliskan et al. 2017) over captions
 * (SEAT, May et al. 2019), p corrected by Holm over the tests. What is not found is not shown to be absent.
 */
export async function measureAssociations(encoder: TextVectors): Promise<Associations> {
  const cache = new Map<string, Float32Array>();
  const vectorsOf = async ({ words }: WordSet): Promise<readonly Float32Array[]> => {
    const vectors: Float32Array[] = [];
    for (const word of words) {
      const vector = cache.get(word) ?? (await vectorOf(encoder, word));
      cache.set(word, vector);
      vectors.push(vector);
    }
    return vectors;
  };
  const found: (AssociationTest & Weat)[] = [];
  for (const test of associationTests) {
    const [x, y] = test.targets;
    const [a, b] = test.attributes;
    const sets = {
      targets: [await vectorsOf(x), await vectorsOf(y)] as const,
      attributes: [await vectorsOf(a), await vectorsOf(b)] as const,
    };
    found.push({ ...test, ...weat(sets) });
  }
  const asked = found.filter(({ control }) => control !== true);
  const corrected = new Map(holm(asked.map(({ p }) => p)).map((p, i) => [asked[i]?.id ?? "", p]));
  return {
    model: encoder.id,
    sha256: encoder.sha256,
    templates: associationTemplates,
    results: found.map(({ id, targets, attributes, control = false, ...weighed }) => ({
      ...weighed,
      id,
      targets: [targets[0].name, targets[1].name],
      attributes: [attributes[0].name, attributes[1].name],
      control,
      n: targets[0].words.length,
      attributesEach: [attributes[0].words.length, attributes[1].words.length],
      pHolm: corrected.get(id) ?? weighed.p,
    })),
  };
}

/** The mean of a word's captions, of length 1. */
async function vectorOf(encoder: TextVectors, word: string): Promise<Float32Array> {
  const vectors = await encoder.embed(associationTemplates.map((template) => template.replace("{}", word)));
  const [first = new Float32Array()] = vectors;
  const sum = Float64Array.from(first, (_, i) =>
    vectors.reduce((total, vector) => total + (vector[i] ?? 0), 0),
  );
  const length = Math.hypot(...sum) || 1;
  return Float32Array.from(sum, (value) => value / length);
}

/** The results as rows of text, the head first: for a terminal and for a card. */
export function associationRows({ results }: Associations): readonly (readonly string[])[] {
  return [
    ["Test", "nearer to the first idea", "first idea : second idea", "d", "p", "p, Holm"],
    ...results.map(({ id, targets, attributes, control, d, p, pHolm }) => [
      control ? `${id} (control)` : id,
      d >= 0 ? `${targets[0]}, not ${targets[1]}` : `${targets[1]}, not ${targets[0]}`,
      attributes.join(" : "),
      decimals(d, 2),
      decimals(p, 4),
      control ? "–" : decimals(pHolm, 4),
    ]),
  ];
}
