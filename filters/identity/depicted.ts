import { mentions, wordsOf } from "./match.ts";
import { nationalities } from "./nationalities.ts";

/** In what respect a caption says who is in its picture. */
export type Axis =
  | "gender"
  | "age"
  | "religion"
  | "ethnicity"
  | "nationality"
  | "orientation"
  | "disability"
  | "migration";

/** One way in which a caption names people. */
export interface Depicted {
  readonly axis: Axis;
  /** The group: `women`, `muslim`, `korean`. */
  readonly value: string;
  /** The word, in lower case. */
  readonly term: string;
}

/** Groups of the lists of identity terms, by what they are a group of; those not named here are ethnic. */
const axes: Readonly<Record<string, Axis>> = {
  women: "gender",
  men: "gender",
  nonbinary: "gender",
  trans: "gender",
  old: "age",
  young: "age",
  "middle-aged": "age",
  christian: "religion",
  muslim: "religion",
  jewish: "religion",
  "other-religion": "religion",
  "lesbian-gay-bisexual": "orientation",
  heterosexual: "orientation",
  disabled: "disability",
  migrants: "migration",
};

/** Words for kin, age and office that say a gender, an age or a religion: those that the audit of LAION-400M asked for, and their like. */
const more: readonly (readonly [axis: Axis, value: string, terms: string])[] = [
  [
    "gender",
    "women",
    "sister sisters aunt aunts aunty auntie wife wives daughter daughters granny grandma grandmother niece bride brides actress nun nuns housewife schoolgirl schoolgirls mom moms mum mums mama waitress widow queen princess",
  ],
  [
    "gender",
    "men",
    "brother brothers uncle uncles husband husbands son sons grandpa grandfather nephew groom grooms monk monks schoolboy schoolboys dad dads papa guy guys widower king prince",
  ],
  [
    "age",
    "young",
    "baby babies child children kid kids schoolgirl schoolgirls schoolboy schoolboys teen teens infant infants",
  ],
  ["age", "old", "granny grandma grandpa"],
  ["religion", "christian", "nun nuns priest priests pastor bishop"],
  ["religion", "muslim", "hijab hijabi imam burqa niqab"],
  ["religion", "jewish", "rabbi rabbis"],
  ["religion", "hindu", "hindu hindus"],
  ["religion", "buddhist", "buddhist buddhists"],
  ["religion", "sikh", "sikh sikhs"],
];

const byWord = new Map<string, Depicted[]>();
for (const [axis, value, terms] of more)
  for (const term of terms.split(" ")) byWord.set(term, [...(byWord.get(term) ?? []), { axis, value, term }]);

/**
 * Whom a caption names, each way once. Terms of groups count as {@link mentions} finds them; nationalities, kin and
 * office wherever the word stands, as the audits do: the Indian Ocean is counted as Indian.
 */
export function depicted(text: string): readonly Depicted[] {
  const found = new Map<string, Depicted>();
  const add = (one: Depicted) => found.set(`${one.axis} ${one.value} ${one.term}`, one);
  for (const { group, term } of mentions(text)) add({ axis: axes[group] ?? "ethnicity", value: group, term });
  for (const word of wordsOf(text)) {
    const small = word.toLowerCase();
    for (const one of byWord.get(small) ?? []) add(one);
    const nation = nationalities.get(small);
    if (nation !== undefined && (!nation.capitalised || word !== small))
      add({ axis: "nationality", value: nation.value, term: small });
  }
  return [...found.values()];
}
