import { share } from "./share.ts";
import { subjectOf } from "./subject.ts";

/** What pictures of a style are called; `of` is followed by what they show, `manner` follows it. */
const styles: Readonly<Record<string, { readonly of: readonly string[]; readonly manner: string }>> = {
  "fluent-3d": {
    of: ["a glossy 3D illustration of", "a shiny 3D render of", "a smooth 3D icon of"],
    manner: "glossy 3D style",
  },
  "fluent-flat": {
    of: ["a flat colour illustration of", "a flat design icon of", "a picture in flat colours of"],
    manner: "flat design",
  },
  noto: {
    of: ["a softly shaded cartoon of", "a rounded cartoon icon of", "a cartoon drawing with soft shading of"],
    manner: "soft cartoon style",
  },
  openmoji: {
    of: ["a line drawing with black outlines of", "an outlined icon of", "a coloured outline drawing of"],
    manner: "black outline style",
  },
  twemoji: {
    of: ["a simple flat sticker of", "a bold minimal icon of", "a simple vector sticker of"],
    manner: "simple sticker style",
  },
};

/** What a pair says about its picture. */
export interface Captions {
  /** The picture without its style: `a red apple`. */
  readonly subject: string;
  /** The one that stands in the `.txt`; it names no keywords. */
  readonly caption: string;
  /** All of them, the caption first; the last two name keywords where there are any. */
  readonly captions: readonly string[];
}

/**
 * Captions in plain English for an emoji in a style. Which wording comes first, and which keywords are named, depends
 * on the pair alone.
 * @param key what is hashed to choose
 * @throws Error for a style that has no words
 */
export function captionsOf(key: string, style: string, name: string, keywords: readonly string[]): Captions {
  const words = styles[style];
  if (words === undefined)
    throw new Error(`Cannot caption a picture in style "${style}": wanted ${Object.keys(styles).join(", ")}`);
  const subject = subjectOf(name);
  const plain = [...words.of.map((of) => `${of} ${subject}`), `${subject}, ${words.manner}`];
  const first = Math.floor(share("caption", key) * plain.length);
  const turned = [...plain.slice(first), ...plain.slice(0, first)];
  const [one, two, three] = [...keywords].sort((a, b) => share(key, a) - share(key, b));
  if (one !== undefined)
    turned.push(`${words.of[0]} ${subject}: ${two === undefined ? one : `${one}, ${two}`}`);
  if (three !== undefined) turned.push(`${subject}, ${three}, ${words.manner}`);
  return { subject, caption: turned[0] ?? subject, captions: turned };
}
