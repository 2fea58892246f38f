import type { Content } from "./content.ts";
import type { Pair } from "./pair.ts";
import { isFieldName } from "./plain-value.ts";

/** How a pair carries something. */
export type CarriedAs = "image" | "caption" | "text" | "plain" | "unmeasured";

/** In how many pairs something of one name is carried as one thing. */
export interface Carried {
  /** A field (`captions[]`, `exif.Artist`) or a member's ending (`.jpg`). */
  readonly name: string;
  readonly as: CarriedAs;
  /** Why it is unmeasured. */
  readonly reason: string | null;
  readonly pairs: number;
}

/** Names that are told apart; a dataset with more has names that are data. */
const MOST = 2000;
const OTHERS = "(others)";

/** Counts what pairs carry. */
export class CarriedTally {
  readonly #counts = new Map<string, { -readonly [Key in keyof Carried]: Carried[Key] }>();

  /** Looks at a pair, which need not be kept, and counts it when it is asked to. */
  note(
    pair: Pair,
    content: Omit<Content, "images"> & { readonly images: readonly { readonly name: string }[] },
  ): () => void {
    const seen = new Set<string>();
    const counted: (readonly [id: string, name: string, as: CarriedAs, reason: string | null])[] = [];
    const note = (name: string, as: CarriedAs, reason: string | null = null) => {
      // What a file says of itself stands behind its own name: `.jpg#exif.ImageDescription`.
      const parts = name.replaceAll(/[[\]]/gu, "").split("#");
      const known = parts.every(isFieldName) ? name.replaceAll(/\[\d+\]/gu, "[]") : "(a name)";
      const id = JSON.stringify([known, as, reason]);
      if (seen.has(id)) return;
      seen.add(id);
      counted.push([id, known, as, reason]);
    };
    for (const { name } of content.images) note(name, "image");
    if (content.captions.length > 0) note("caption", "caption");
    for (const { name, line } of content.texts) if (line === undefined) note(name, "text");
    for (const name of Object.keys(content.facts)) note(name, "plain");
    if (pair.url !== undefined && !content.texts.some(({ name }) => name === "url")) note("url", "plain");
    for (const { name, reason } of content.unmeasured) note(name, "unmeasured", reason);
    return () => {
      for (const one of counted) this.#count(...one);
    };
  }

  #count(id: string, name: string, as: CarriedAs, reason: string | null): void {
    const full = this.#counts.size >= MOST && !this.#counts.has(id);
    const key = full ? JSON.stringify([OTHERS, as]) : id;
    const entry = this.#counts.get(key);
    if (entry) entry.pairs++;
    else this.#counts.set(key, { name: full ? OTHERS : name, as, reason: full ? null : reason, pairs: 1 });
  }

  /** What was counted, by kind and most first. */
  result(): readonly Carried[] {
    return sortCarried([...this.#counts.values()]);
  }
}

const ORDER: readonly CarriedAs[] = ["image", "caption", "text", "plain", "unmeasured"];

function sortCarried(all: readonly Carried[]): readonly Carried[] {
  return [...all].sort(
    (a, b) =>
      ORDER.indexOf(a.as) - ORDER.indexOf(b.as) ||
      b.pairs - a.pairs ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}
