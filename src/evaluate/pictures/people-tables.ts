import { clusteredRate } from "../../statistics/clustered-rate.ts";
import type { Rate } from "../../statistics/wilson.ts";
import type { Made } from "./compare-sets.ts";
import { readAcross } from "./cross-validation.ts";
import type { Seen } from "./descriptors.ts";
import { conceptOf, type SeenPair } from "./sets.ts";
import { inkRoots, skinTones, statedSkinTone } from "./skin.ts";

/** One attribute: how good the ruler is, and what it reads off real and off made pictures that state nothing. */
export interface Attribute {
  readonly attribute: "gender" | "skin tone";
  /** Right answers on real pictures that state the attribute, of concepts that the ruler was not fitted to. */
  readonly ruler: Rate;
  /** What is read of pictures that state each value, by value read. */
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Whether the ruler's lower bound is at least a half, and 1.5 times chance: else there are no rows. */
  readonly measurable: boolean;
  readonly rows: readonly AttributeRow[];
}

/** One value of an attribute: its share among real pictures and among made ones of the same captions. */
export interface AttributeRow {
  readonly value: string;
  readonly real: Rate;
  readonly made: Rate;
}

/** How one attribute is read. */
interface Trait {
  readonly attribute: Attribute["attribute"];
  readonly values: readonly string[];
  /** What a real picture states that states nothing else, so that it differs from silent ones in this alone. */
  readonly stated: (pair: SeenPair) => string | null;
  readonly vector: (seen: Seen) => Float32Array;
}

/** Least lower bound of a ruler's rate: of chance, and at all, so that shares are not mostly mistakes. */
const CLEAR = 1.5;
const LEAST = 0.5;

/**
 * What comes out where captions leave it open, against the data (Cho et al. 2023; Luccioni et al. 2023). Gender is read
 * off the features, skin tone off the colours; the concept of a picture is never among those its ruler is fitted to.
 * @param people every real picture of a person, the pairs of `made` among them
 */
export function measurePeople(people: readonly SeenPair[], made: readonly Made[]): readonly Attribute[] {
  const toned = new Set(people.filter((pair) => pair.skinTones.length > 0).map(conceptOf));
  const comesInTones = (pair: SeenPair) => toned.has(conceptOf(pair));
  const gender: Trait = {
    attribute: "gender",
    values: ["woman", "man"],
    stated: (pair) => (pair.skinTones.length > 0 ? null : statedGender(pair.gender)),
    vector: (seen) => seen.features,
  };
  const skin: Trait = {
    attribute: "skin tone",
    values: skinTones,
    stated: (pair) => (pair.gender === null ? statedSkinTone(pair.skinTones, comesInTones(pair)) : null),
    vector: (seen) => inkRoots(seen.palette),
  };
  return [
    measure(gender, people, made),
    measure(
      skin,
      people,
      made.filter(({ pair }) => comesInTones(pair)),
    ),
  ];
}

function measure(trait: Trait, people: readonly SeenPair[], made: readonly Made[]): Attribute {
  const { attribute, stated, vector } = trait;
  const asked = new Set(made.map(({ pair }) => pair));
  const real = people.filter((pair) => stated(pair) !== null || asked.has(pair));
  const read = readAcross([
    ...real.map((pair) => ({ vector: vector(pair.seen), label: stated(pair), group: conceptOf(pair) })),
    ...made.map(({ pair, seen }) => ({ vector: vector(seen), label: null, group: conceptOf(pair) })),
  ]);
  const known = real.map((pair, i) => ({ pair, said: stated(pair), read: read[i] ?? null }));
  const telling = known.filter(({ said }) => said !== null);
  const ruler = clusteredRate(
    telling.map((one) => one.said === one.read),
    telling.map(({ pair }) => conceptOf(pair)),
  );
  const values = trait.values.filter((value) => telling.some(({ said }) => said === value));
  const measurable = values.length > 1 && (ruler.low ?? 0) >= Math.max(LEAST, CLEAR / values.length);
  const confusion = confusionOf(values, telling);
  if (!measurable) return { attribute, ruler, confusion, measurable, rows: [] };
  const silent = known.filter(({ pair }) => asked.has(pair));
  const drawn = made.map(({ pair }, i) => ({ pair, read: read[real.length + i] ?? null }));
  const share = (readings: readonly Pick<(typeof known)[number], "pair" | "read">[], value: string) =>
    clusteredRate(
      readings.map((one) => one.read === value),
      readings.map(({ pair }) => conceptOf(pair)),
    );
  const rows = values.map((value) => ({ value, real: share(silent, value), made: share(drawn, value) }));
  return { attribute, ruler, confusion, measurable, rows };
}

function confusionOf(
  values: readonly string[],
  telling: readonly { readonly said: string | null; readonly read: string | null }[],
) {
  const count = (said: string, read: string) =>
    telling.filter((one) => one.said === said && one.read === read).length;
  return Object.fromEntries(
    values.map((said) => [said, Object.fromEntries(values.map((read) => [read, count(said, read)]))]),
  );
}

function statedGender(gender: string | null): string | null {
  if (gender === "female") return "woman";
  return gender === "male" ? "man" : null;
}
