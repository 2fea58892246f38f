import { depicted, wordsOf } from "../../filters/index.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { SMALLEST } from "../statistics/association.ts";
import { falseDiscovery } from "../statistics/false-discovery.ts";
import { type LogOdds, logOdds } from "../statistics/log-odds.ts";
import { countedCaptions } from "./captions.ts";

/** A word that stands beside a term more often than elsewhere. */
export interface WordBeside extends LogOdds {
  readonly word: string;
  /** Different captions with the term, and without it, that have the word. */
  readonly beside: number;
  readonly elsewhere: number;
  /** p, corrected by Benjamini and Hochberg over all words that were asked of the term. */
  readonly q: number;
}

/** The words beside one term or group. */
export interface Beside {
  readonly term: string;
  /** Different captions that have it. */
  readonly captions: number;
  /** Words that were asked: those of so many captions as a figure needs. */
  readonly asked: number;
  readonly words: readonly WordBeside[];
}

/** Different words that are counted at a time; the rarest are let go beyond. */
const MOST_WORDS = 2_000_000;
/** The share of wrongly named words that a list may expect. */
const Q = 0.05;
/** What is a number, or one letter, says nothing. */
const WORDLESS = /^(?:\p{N}+|.)$/u;

/**
 * The words that stand beside terms more often than chance allows: log-odds with an informative prior, corrected for
 * as many tests as words, each different caption counted once, so that a template says nothing a thousand times.
 * @param terms words or groups as captions name people, in lower case
 */
export async function wordsBeside(run: DecidedRun, terms: readonly string[]): Promise<readonly Beside[]> {
  const all = new Map<string, number>();
  const beside = terms.map(() => ({ captions: 0, occurrences: 0, words: new Map<string, number>() }));
  let occurrences = 0;
  for await (const { caption } of countedCaptions(run, [])) {
    const words = new Set(wordsOf(caption).map((word) => word.toLowerCase()));
    const named = new Set(depicted(caption).flatMap(({ value, term }) => [value, term]));
    for (const word of words) if (WORDLESS.test(word)) words.delete(word);
    occurrences += words.size;
    for (const word of words) all.set(word, (all.get(word) ?? 0) + 1);
    for (const [i, term] of terms.entries()) {
      const own = beside[i];
      if (own === undefined || !(named.has(term) || words.has(term))) continue;
      own.captions++;
      own.occurrences += words.size;
      for (const word of words) own.words.set(word, (own.words.get(word) ?? 0) + 1);
    }
    if (all.size > MOST_WORDS) for (const [word, n] of all) if (n === 1) all.delete(word);
  }
  return terms.map((term, i) => {
    const { captions = 0, occurrences: ofHere = 0, words = new Map<string, number>() } = beside[i] ?? {};
    return { term, captions, ...found(term, words, ofHere, all, occurrences) };
  });
}

function found(
  term: string,
  here: ReadonlyMap<string, number>,
  ofHere: number,
  all: ReadonlyMap<string, number>,
  occurrences: number,
): Pick<Beside, "asked" | "words"> {
  const asked = [...here]
    .filter(([word, n]) => word !== term && n > 0 && (all.get(word) ?? 0) >= SMALLEST)
    .map(([word, n]) => {
      const elsewhere = (all.get(word) ?? n) - n;
      const odds = logOdds({ here: n, there: elsewhere, ofHere, ofThere: occurrences - ofHere });
      return { word, beside: n, elsewhere, ...odds };
    });
  const corrected = falseDiscovery(asked.map(({ p }) => p));
  const words = asked
    .map((one, i) => ({ ...one, q: corrected[i] ?? 1 }))
    // A word of fewer captions than a figure needs could point at one of them.
    .filter(({ q, z, beside }) => q <= Q && z > 0 && beside >= SMALLEST)
    .sort((a, b) => b.z - a.z || (a.word < b.word ? -1 : 1));
  return { asked: asked.length, words };
}
