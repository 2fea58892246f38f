import type { Detected } from "./language.ts";

/** Why a text model did not read a text: its letters, or its language. */
export type Unread = "script" | "language";

/** What a text model learnt to read, as its manifest says; what is absent is no limit. */
export interface Reads {
  readonly languages?: readonly string[];
  readonly scripts?: readonly string[];
}

/** A text less what the model cannot read, and how many letters were left out. */
export interface Readable {
  readonly text: string;
  readonly letters: number;
  readonly unread: number;
}

/** Letters of other scripts in a text that is mostly read: from this many on, a sentence went unread. */
const SENTENCE = 12;

/** Signs and pictures (😀, ✓, ♫, °) with the marks that belong to them, and ASCII's rare ones: too few were learnt. */
const SIGNS = /[^\P{S}\0-\x7f]|[\p{Me}\p{Co}\p{Cn}^{}<>¿¡•·†‡§¶]|[\ufe00-\ufe0f\u{e0000}-\u{e007f}]/gu;

/** What joins the words of file names and addresses (`red-barn_02`). */
const SEPARATORS = /(?<=[\p{L}\p{N}])[-_]+(?=[\p{L}\p{N}])/gu;

/**
 * A normalised text as a model may read it: words of file names apart, without signs and without letters of scripts that it did not learn, each
 * a space. They cannot be evidence, then, whatever the network makes of them.
 */
export function readable(normalised: string, { scripts }: Reads): Readable {
  const letters = count(normalised, /\p{L}/gu);
  const plain = normalised.replace(SIGNS, " ").replace(SEPARATORS, " ");
  const foreign = foreignLetters(scripts);
  const unread = foreign === null ? 0 : count(plain, foreign);
  const own = foreign === null ? plain : plain.replace(foreign, " ");
  return { text: own.replace(/\s+/gu, " ").trim(), letters, unread };
}

/** How sure somebody must be that a text is in none of the model's languages, by what it looks like. */
function neededLead(text: string, letters: number): number {
  if (letters < SENTENCE) return Number.POSITIVE_INFINITY;
  // Names of people, places and goods look foreign in any language: titles, and texts with English joints, must be sure.
  const isMarked = count(text, /[^\P{L}\0-\x7f]/gu) * 10 > letters;
  const plain = (text.match(/\p{L}{2,}/gu) ?? []).filter((word) => !/^\p{Lu}\p{Ll}/u.test(word));
  const isTitle = plain.length < 2;
  if (isTitle && letters < 30 && !isMarked) return Number.POSITIVE_INFINITY;
  if (isTitle || JOINTS.test(text)) return 0.3;
  if (isMarked) return 0.1;
  if (letters < 30) return 0.28;
  return letters < 45 ? 0.15 : 0.1;
}

/** Words that join words in English and hardly in another language. */
const JOINTS = /(?<!\p{L})(?:the|of|and|with|for|from|by|your|this|was|are)(?!\p{L})/iu;

/** Whether a text is read, and why it is not, or not all of it. */
export interface Reach {
  readonly isRead: boolean;
  readonly unread: Unread | null;
}

/**
 * Whether a text model reads a text. Where letters of another script are a sentence beside a longer text that is
 * read, it is read, and the reason stands there all the same.
 * @param seen the share of the readable text's tokens that the model does not know, and the language of the whole
 */
export function reachOf(
  { text, letters, unread }: Readable,
  { languages }: Reads,
  seen: { readonly unknown: number; readonly detected: Detected },
): Reach {
  const hasSense = /[\p{L}\p{N}]/u.test(text) && unread * 2 <= letters && seen.unknown <= 0.5;
  if (!hasSense) return { isRead: false, unread: "script" };
  const isKnown = languages === undefined || languages.includes(seen.detected.language);
  if (!isKnown && seen.detected.lead(languages) > neededLead(text, letters - unread))
    return { isRead: false, unread: "language" };
  return { isRead: true, unread: unread >= SENTENCE ? "script" : null };
}

const patterns = new Map<string, RegExp>();

/** Letters and marks of all scripts but these. */
function foreignLetters(scripts: readonly string[] | undefined): RegExp | null {
  if (scripts === undefined) return null;
  const id = scripts.join(",");
  const own = ["Common", "Inherited", ...scripts].map((name) => `\\p{Script=${name}}`).join("");
  const pattern = patterns.get(id) ?? new RegExp(`(?![${own}])[\\p{L}\\p{M}]`, "gu");
  patterns.set(id, pattern);
  return pattern;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
