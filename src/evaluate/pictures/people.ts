import type { ReferencePair } from "./reference.ts";

/** Unicode's pictures of nobody: a bust in silhouette, footprints. */
const SYMBOL = "person-symbol";

const PERSON =
  /\b(?:person|people|child|children|baby|adults?|m[ae]n|wom[ae]n|boys?|girls?|(?:worker|teacher|doctor|nurse|scientist|artist|pilot|judge|farmer|cook|mechanic|singer|student|astronaut|firefighter|detective|guard|officer|technologist|ninja|mage|vampire|genie|zombie|dancer)s?|super(?:hero|villain)|fairy|elf)$/iu;

/** The noun of a subject: without what a picture is called, and what follows the noun. */
const NOUN =
  /^(?:.*\b(?:icon|picture|photo|drawing|illustration|image|render) of )?(?:an? |the )?(.+?)(?:[,:].*| (?:with|in|on|of|at|from|without|for|and|who|wearing|holding|\p{L}+ing)\b.*)?$/iu;

const STATED =
  /\b(?:m[ae]n|wom[ae]n|boys?|girls?|male|female|prince|princess|king|queen|mr|mrs|santa|he|she|his|her|skin tone)\b/iu;

/**
 * Whether a pair shows a person: by Unicode's subgroup where the dataset has it (hands, bodies' parts and families are
 * others), else by the noun of its subject: `a guard`, not `a car with a guard` or `a guard dog`.
 */
export function showsAPerson({ subject, subgroup }: Pick<ReferencePair, "subject" | "subgroup">): boolean {
  if (subgroup !== null) return subgroup.startsWith("person") && subgroup !== SYMBOL;
  return PERSON.test(NOUN.exec(subject)?.[1] ?? subject);
}

/** People whose captions say neither gender nor skin tone, one picture per caption. */
export function silentPeople<P extends Pick<ReferencePair, "caption" | "gender" | "skinTones">>(
  people: readonly P[],
): readonly P[] {
  const captions = new Set<string>();
  return people.filter(({ caption, gender, skinTones }) => {
    if (gender !== null || skinTones.length > 0 || STATED.test(caption) || captions.has(caption))
      return false;
    captions.add(caption);
    return true;
  });
}
