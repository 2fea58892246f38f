import { resolveConfusablesTransformer } from "obscenity";

/** What a letter may be written as to get past a reader of letters. */
const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
  "|": "l",
};

const confusables = resolveConfusablesTransformer();

/** Mentions, addresses and links: their signs and digits hide nothing. */
const ADDRESS = /^[("'[]*(?:@[\p{L}\d]|https?:|www\.|[^@\s]+@[^@\s]+\.\p{L})/u;

/** Ordinals and measures: `20th`, `35mm`. */
const NUMBER =
  /^\d+(?:st|nd|rd|th|mm|cm|km|kg|mg|ml|lbs?|oz|ft|hz|k?b|mb|gb|tb|px|pt|[ap]m|yrs?|min|sec|hrs?)$/iu;

/**
 * A caption as a model should read it: Unicode-normalised (NFKC), without invisible characters,
 * look-alike letters of other scripts turned into Latin ones where the word mixes scripts, spaces
 * single. Case stays; the stored caption is never changed.
 */
export function normaliseText(text: string): string {
  const visible = text
    .normalize("NFKC")
    .replace(/\p{Cf}|[\u0300-\u036f]/gu, "")
    .replace(/[\p{Cc}\s]+/gu, " ");
  return visible.replace(/[\p{L}\p{M}]+/gu, unmix).trim();
}

/**
 * The text with disguises taken off as well, or `undefined` when there are none: letters spaced out
 * (`b a d`, `b.a.d`), digits and signs for letters inside words (`b4d`). Mentions (`@name`), addresses, links,
 * ordinals and measures are left as they are.
 */
export function unmaskText(normalised: string): string | undefined {
  const joined = normalised.replace(
    /(?<![\p{L}\p{N}])\p{L}([ .*_-])\p{L}(?:\1\p{L})+(?![\p{L}\p{N}])/gu,
    (run) => run.replace(/[ .*_-]/gu, ""),
  );
  const plain = joined.replace(/\S+/gu, (token) =>
    ADDRESS.test(token) ? token : token.replace(/[\p{L}\d@$!|]+/gu, unleet),
  );
  return plain === normalised ? undefined : plain;
}

/** Words that mix Latin with another alphabet are disguises; words of one script are words. */
function unmix(word: string): string {
  const latin = /\p{Script=Latin}/u.test(word);
  const other = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u.test(word);
  if (!latin || !other) return word;
  return [...word].map((letter) => String.fromCodePoint(resolve(letter.codePointAt(0) ?? 0))).join("");
}

function resolve(codePoint: number): number {
  return "transform" in confusables ? (confusables.transform(codePoint) ?? codePoint) : codePoint;
}

/** `b4d` → `bad`, `1999` and `wow!` as they are: a sign counts only before a letter, in words of mostly letters. */
function unleet(word: string): string {
  if (NUMBER.test(word)) return word;
  const body = word.replace(/[\d@$!|]+$/u, "");
  const letters = body.match(/\p{L}/gu)?.length ?? 0;
  if (letters < 2 || letters === [...body].length || letters < [...body].length / 2) return word;
  return [...body].map((sign) => LEET[sign] ?? sign).join("") + word.slice(body.length);
}
