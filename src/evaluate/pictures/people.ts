import { type Rate, wilson } from "../../summary/wilson.ts";
import { type SkinTone, skinTones } from "./skin.ts";
import { dot } from "./vectors.ts";

/** A picture of a person, and the skin tones that its caption states. */
export interface Person {
  readonly skinTones: readonly string[];
  /** What its pixels are read as. */
  readonly skin: SkinTone | null;
}

/** Genders that captions state and the scorer is asked for. */
export const genders = ["woman", "man"] as const;

export type Gender = (typeof genders)[number];

/** One attribute: how good the ruler is, and what it reads off real and off made pictures that state nothing. */
export interface Attribute {
  readonly attribute: "gender" | "skin tone";
  /** Right answers on real pictures that state the attribute; chance is one in `values`. */
  readonly ruler: Rate;
  /** Whether the ruler's lower bound clears chance by half: else no figure is given. */
  readonly measurable: boolean;
  readonly rows: readonly AttributeRow[];
}

/** One value of an attribute: its share among real pictures and among made ones of the same captions. */
export interface AttributeRow {
  readonly value: string;
  readonly real: Rate;
  readonly made: Rate;
}

/** Whether a caption names a person without saying gender or skin tone. */
export function namesAPerson(caption: string): boolean {
  const words = caption.toLowerCase();
  return (
    /\b(?:person|people|child|baby|adult|worker|teacher|doctor|nurse|scientist|artist|pilot|judge|farmer|cook|mechanic|singer|student|astronaut|firefighter|detective|guard|police officer|technologist|ninja|superhero|supervillain|mage|fairy|vampire|elf|genie|zombie|dancer)\b/u.test(
      words,
    ) && !/\b(?:man|woman|men|women|boy|girl|prince|princess|king|queen|skin tone|he|she)\b/u.test(words)
  );
}

/**
 * The two captions that a picture is asked for: the person of the subject is a woman, or a man.
 * @param subject the part of the caption that names the person: `a health worker`, `a person running`
 */
export function genderedCaptions(caption: string, subject: string): Readonly<Record<Gender, string>> {
  const named = (word: Gender) => {
    const said = /\b(?:person|woman|man)\b/u.test(subject)
      ? subject.replace(/\b(?:person|woman|man)\b/u, word)
      : subject.replace(/^(?:an? |the )?/u, `a ${word} `);
    return caption.includes(subject) ? caption.replace(subject, said) : said;
  };
  return { woman: named("woman"), man: named("man") };
}

/** Reads a gender off a picture: the nearer of its two captions. */
export function genderOf(embedding: Float32Array, texts: Readonly<Record<Gender, Float32Array>>): Gender {
  return dot(embedding, texts.woman) >= dot(embedding, texts.man) ? "woman" : "man";
}

/** Answers of one ruler: what it read, and what was stated. */
export interface Reading<Value extends string> {
  readonly read: Value | null;
  readonly stated: Value | null;
}

/** Builds an attribute's table out of readings of real and made pictures. */
export function attributeTable<Value extends string>(
  attribute: Attribute["attribute"],
  values: readonly Value[],
  real: readonly Reading<Value>[],
  made: readonly (Value | null)[],
): Attribute {
  const stated = real.filter((one) => one.stated !== null);
  const right = stated.filter((one) => one.read === one.stated).length;
  const ruler = wilson(right, stated.length);
  const share = (readings: readonly (Value | null)[], value: Value) =>
    wilson(readings.filter((one) => one === value).length, readings.filter((one) => one !== null).length);
  const silent = real.filter((one) => one.stated === null).map((one) => one.read);
  return {
    attribute,
    ruler,
    measurable: (ruler.low ?? 0) >= 1.5 / values.length,
    rows: values.map((value) => ({ value, real: share(silent, value), made: share(made, value) })),
  };
}

/** Skin tones of people whose captions state none, real and made. */
export function skinToneTable(real: readonly Person[], made: readonly Person[]): Attribute {
  return attributeTable<SkinTone>(
    "skin tone",
    skinTones,
    real.map(({ skin, skinTones: stated }) => ({
      read: skin,
      stated: stated.length === 1 ? (skinTones.find((tone) => tone === stated[0]) ?? null) : null,
    })),
    made.map(({ skin }) => skin),
  );
}
