import type { Column, Filter, Sample, ScoreRow } from "../filter.ts";
import { mentions } from "../identity/match.ts";
import { foreignWords } from "../lexicon.ts";
import { textWindow } from "../text-window.ts";
import { contempt } from "./contempt.ts";
import { rotated } from "./decode.ts";
import { reversedWords } from "./forms.ts";
import { fullNames } from "./full-names.ts";
import { plainViolence } from "./plain-violence.ts";
import { AGE, type Context, contextPatterns, contexts } from "./terms.ts";

const MEANINGS: Readonly<Record<Context, string>> = {
  minors: "words for people under age, or an age below 18",
  sexual: "words for sexual acts and pornography",
  nudity: "words for naked people, in some twenty-five languages",
  suggestive: "words for sexualised clothes and poses",
  anatomy: "names of sexual body parts",
  violence: "words for killing, torture, rape and their traces",
  dehumanising:
    "words that make people less than people: comparisons with animals, contempt that is said of them",
  hostile: "words for hostility and scorn, which say something only beside a group",
  more_groups: "names of groups beyond those of the filter identity-terms",
  hate_symbols: "symbols, people and places of organised hatred",
  self_harm: "words for suicide, self-injury and starving",
  medical_or_art: "words of medicine and of the fine arts, which speak of bodies without harm",
  food_or_animal: "words of cooking and of birds, which share names with bodies",
  crime_or_shame: "words for arrest, drink, injury, death and kisses, which hurt a person who is named",
  people: "words for people in general",
  clothing: "words for clothes",
};

/** Backwards only words that are long enough not to be another word by chance. */
const BACKWARDS = /(?:porn|hentai|naked|erotic|blowjob|pussy|masturbat\p{L}*)/giu;

/** Of ROT13, too: no English word becomes one of these. */
const ROTATED_NUDITY = /(?<!\p{L})(?:nudes?|nudity|naked|topless|undressed|unclothed)(?!\p{L})/giu;
const ROTATED_VIOLENCE =
  /(?<!\p{L})(?:behead(?:ed|ing)|decapitat\p{L}+|mutilat\p{L}+|tortur\p{L}+|murder\p{L}*|corpses?|rap(?:ed?|ing)|suicide|massacre\p{L}*)(?!\p{L})/giu;

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
    version: 2,
    needs: "caption",
    models: [],
    columns: [
      ...contexts.map((context) => count(`context_${context}`, MEANINGS[context])),
      count("context_foreign", "words on an LDNOOBW list of any other language"),
      count("context_identity", "groups of people that the text names"),
      count("context_named", "names on the steward's list of real people"),
      count("context_full_name", "words that look like somebody's first and last name"),
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
    context_sexual:
      Number(found["context_sexual"]) +
      matches(reversedWords(text), BACKWARDS) +
      matches(rotated(text), BACKWARDS),
    context_nudity: Number(found["context_nudity"]) + matches(rotated(text), ROTATED_NUDITY),
    context_violence:
      Number(found["context_violence"]) + matches(rotated(text), ROTATED_VIOLENCE) + plainViolence(text),
    context_foreign: foreignWords(text),
    context_identity:
      new Set(mentions(text).map(({ group }) => group)).size + Number(found["context_more_groups"]),
    context_named: named ? matches(text, named) : 0,
    context_dehumanising: Number(found["context_dehumanising"]) + contempt(text),
    context_full_name: fullNames(text),
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
