import { englishRecommendedTransformers, RegExpMatcher, type RegExpMatcherOptions } from "obscenity";
import type { Filter, Sample, ScoreRow } from "./filter.ts";
import { type DetectLanguage, loadLanguageDetector } from "./language.ts";
import { textWindow } from "./text-window.ts";
import { wordsOf } from "./words/word-list.ts";

interface Entry {
  readonly id: string;
  readonly match: string;
  readonly tags: readonly string[];
  readonly severity: number;
}

/** Words that the lists carry and that people use neutrally of themselves or of others: never counted. */
const NEUTRAL = new Set(
  (
    "gay gays lesbian lesbians bisexual homosexual homosexuals queer trans transgender transsexual intersex " +
    "asexual pansexual sex sexual sexy breast breasts vagina penis nude nudes nudity naked bra lingerie " +
    "menstruation god christ jesus enby collared collaring fingered fingering shrimping snowballing skeet pansy " +
    "bloody rectum genitals intercourse bareback"
  ).split(" "),
);

const GROUP_TAGS = new Set(["racial", "lgbtq", "religious"]);

/** Weak, explainable text signals from published English lists, and from LDNOOBW lists for 26 other languages. */
export async function lexicon(): Promise<Filter> {
  const detectLanguage = await loadLanguageDetector();
  const words = compile(wordsOf("profanity-list") as readonly Entry[]);
  const obfuscated = new RegExpMatcher({
    ...(wordsOf("obscenity-english") as Pick<RegExpMatcherOptions, "blacklistedTerms" | "whitelistedTerms">),
    ...englishRecommendedTransformers,
  });
  const foreign = foreignMatchers();
  return {
    id: "lexicon",
    version: 1,
    needs: "caption",
    models: [],
    columns: [
      count("lexicon_obscenity", "profane words, obfuscated spellings included (obscenity, English)"),
      count("lexicon_slurs", "listed words against a race, religion, orientation or gender (profanity-list)"),
      count("lexicon_sexual", "listed sexual words (profanity-list)"),
      {
        name: "lexicon_severity",
        type: "int32",
        range: [0, 4],
        worst: "largest",
        other: true,
        meaning: "severity of the worst listed word (profanity-list): 1 mild … 4 severe, 0 none",
      },
      count("lexicon_foreign", "words on the LDNOOBW list of the caption's language, when not English"),
    ],
    score: async (samples) =>
      samples.map((sample) => measure(sample, { words, obfuscated, foreign, detectLanguage })),
    close: async () => {},
  };
}

function count(name: string, meaning: string) {
  return { name, type: "int32", range: [0, 20_000], worst: "largest", other: true, meaning } as const;
}

interface Lists {
  readonly words: Matcher;
  readonly obfuscated: RegExpMatcher;
  readonly foreign: Foreign;
  readonly detectLanguage: DetectLanguage;
}

function measure({ caption }: Sample, { words, obfuscated, foreign, detectLanguage }: Lists): ScoreRow {
  if (caption === undefined) return {};
  const text = textWindow(caption);
  const found = words(text);
  const { language } = detectLanguage(text);
  return {
    lexicon_obscenity: obfuscated.getAllMatches(text).length,
    lexicon_slurs: found.filter(
      ({ tags, severity }) => severity > 1 && tags.some((tag) => GROUP_TAGS.has(tag)),
    ).length,
    lexicon_sexual: found.filter(({ tags }) => tags.includes("sexual")).length,
    lexicon_severity: Math.max(0, ...found.map(({ severity }) => severity)),
    lexicon_foreign: text.match(foreign.get(language) ?? /(?!)/u)?.length ?? 0,
  };
}

let listed: Matcher | undefined;

/** Which kinds of listed slurs a text holds, each once: what they are against (`racial`, `religious`, `lgbtq`), as the list says. */
export function slurKinds(text: string): readonly string[] {
  listed ??= compile(wordsOf("profanity-list") as readonly Entry[]);
  const kinds = listed(textWindow(text)).flatMap(({ tags, severity }) =>
    severity > 1 ? tags.filter((tag) => GROUP_TAGS.has(tag)) : [],
  );
  return [...new Set(kinds)].sort();
}

type Matcher = (text: string) => readonly Entry[];

/** Whole-word search for every entry at once; `x*` in the list's notation is one or more x. */
function compile(entries: readonly Entry[]): Matcher {
  const byWord = new Map<string, Entry>();
  const patterns: string[] = [];
  for (const entry of entries)
    for (const word of entry.match.split("|")) {
      const plain = word.replaceAll("*", "");
      if (NEUTRAL.has(plain)) continue;
      byWord.set(squeeze(plain), entry);
      patterns.push(escapeRegExp(word).replaceAll("\\*", "+"));
    }
  const pattern = wholeWords(patterns);
  return (text) =>
    [...text.matchAll(pattern)].flatMap(([word]) => {
      const entry = byWord.get(squeeze(word.toLowerCase()));
      return entry === undefined ? [] : [entry];
    });
}

type Foreign = ReadonlyMap<string, RegExp>;

/** Latin words this short are words of some other language too often to tell anything outside their own. */
const SHORT = 5;

let anyForeign: ReturnType<typeof compileAnyForeign> | undefined;

/**
 * Words of a text on the LDNOOBW list of any language but English, whatever language the text is in: prompts are
 * often too short to tell. Short Latin words and those that an English list or text uses neutrally are left out.
 */
export function foreignWords(text: string): number {
  anyForeign ??= compileAnyForeign();
  return text.match(anyForeign.whole)?.length ?? text.match(anyForeign.inside)?.length ?? 0;
}

function compileAnyForeign() {
  const lists = wordsByLanguage().filter(([language]) => language !== "en");
  const words = (unspaced: boolean) =>
    lists
      .filter(([language]) => ["ja", "zh", "th"].includes(language) === unspaced)
      .flatMap(([, list]) => list)
      .filter((word) => word.length >= (/^[\x20-\x7f]*$/u.test(word) ? SHORT : 2) && !NEUTRAL.has(word));
  return {
    whole: wholeWords(words(false).map(escapeRegExp)),
    inside: new RegExp(words(true).map(escapeRegExp).join("|"), "giu"),
  };
}

function foreignMatchers(): Foreign {
  return new Map(
    wordsByLanguage()
      .filter(([language]) => /^[a-z]{2}$/u.test(language) && language !== "en")
      .map(([language, words]) => [language, foreignPattern(language, words)]),
  );
}

function wordsByLanguage(): readonly (readonly [string, readonly string[]])[] {
  return Object.entries(wordsOf("ldnoobw") as Record<string, readonly string[]>);
}

/** Languages written without spaces have no word boundaries to hold on to. */
function foreignPattern(language: string, words: readonly string[]): RegExp {
  const escaped = words.map(escapeRegExp);
  return ["ja", "zh", "th"].includes(language) ? new RegExp(escaped.join("|"), "giu") : wholeWords(escaped);
}

function wholeWords(patterns: readonly string[]): RegExp {
  const longestFirst = [...patterns].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.join("|")})(?![\\p{L}\\p{N}])`, "giu");
}

/** 'soo' and 'so' are the same entry: repeated letters count once. */
function squeeze(word: string): string {
  return word.replace(/(.)\1+/gu, "$1");
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/gu, "\\$&");
}
