import type { Column, Filter, Sample, ScoreRow } from "../filter.ts";
import { mentions } from "../identity/match.ts";
import { foreignWords } from "../lexicon.ts";
import { textWindow } from "../text-window.ts";
import { reversedWords } from "./forms.ts";
import { AGE, type Context, contextPatterns, contexts } from "./terms.ts";

const MEANINGS: Readonly<Record<Context, string>> = {
  minors: "words for people under age, or an age below 18",
  sexual: "words for sexual acts and pornography",
  nudity: "words for naked people, in eleven languages",
  suggestive: "words for sexualised clothes and poses",
  anatomy: "names of sexual body parts",
  violence: "words for killing, torture, rape and their traces",
  dehumanising: "words that make people animals, vermin or criminals",
  hate_symbols: "symbols, people and places of organised hatred",
  self_harm: "words for suicide, self-injury and starving",
  medical_or_art: "words of medicine and of the fine arts, which speak of bodies without harm",
  food_or_animal: "words of cooking and of birds, which share names with bodies",
  people: "words for people in general",
  clothing: "words for clothes",
};

/** Backwards only words that are long enough not to be another word by chance. */
const BACKWARDS = /(?:porn|hentai|naked|erotic|blowjob|pussy|masturbat\p{L}*)/giu;

/** What a filter of prompts may be told. */
export interface HarmContextOptions {
  /** Names of real people, one each, that the steward guards. */
  readonly people: readonly string[];
}

/** Which harmful contexts a text asks for, and whether it asks for them together with a group of people. */
export function harmContext({ people }: HarmContextOptions): Filter {
  const named = namePattern(people);
  return {
    id: "harm-context",
    version: 1,
    needs: "caption",
    models: [],
    columns: [
      ...contexts.map((context) => count(`context_${context}`, MEANINGS[context])),
      count("context_foreign", "words on an LDNOOBW list of any other language"),
      count("context_identity", "groups of people that the text names"),
      count("context_named", "names on the steward's list of real people"),
    ],
    score: async (samples) => samples.map((sample) => measure(sample, named)),
    close: async () => {},
  };
}

function count(name: string, meaning: string): Column {
  return { name, type: "int32", range: [0, 20_000], meaning };
}

function measure({ caption }: Sample, named: RegExp | null): ScoreRow {
  if (caption === undefined) return {};
  const text = textWindow(caption);
  const found = Object.fromEntries(
    contexts.map((context) => [`context_${context}`, matches(text, contextPatterns[context])]),
  );
  return {
    ...found,
    context_minors: Number(found["context_minors"]) + matches(text, AGE),
    context_sexual: Number(found["context_sexual"]) + matches(reversedWords(text), BACKWARDS),
    context_foreign: foreignWords(text),
    context_identity: new Set(mentions(text).map(({ group }) => group)).size,
    context_named: named ? matches(text, named) : 0,
  };
}

function matches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function namePattern(people: readonly string[]): RegExp | null {
  const names = people.map((name) => name.trim()).filter(Boolean);
  if (names.length === 0) return null;
  // Spaces are optional, so that a name spelt letter by letter and joined again is found.
  const escaped = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/gu, "\\$&").replace(/\s+/gu, "\\s*"));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join("|")})(?![\\p{L}\\p{N}])`, "giu");
}
