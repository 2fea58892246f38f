import { type Profile, profiles } from "../choices.ts";

/** One thing that a card says in a person's words. */
export interface Question<Id extends string = string> {
  /** `M1`: the section's letter and a number that never changes. */
  readonly id: Id;
  readonly section: string;
  readonly ask: string;
  /** Why we ask, for the person who answers. */
  readonly why: string;
  /** Facts that stand beside it; an answer becomes stale when they change. */
  readonly evidence: readonly string[];
  /** Profiles that want it answered. */
  readonly required: readonly Profile[];
}

/** A section's questions from short rows. */
export function section<const Id extends string>(
  name: string,
  rows: readonly (readonly [id: Id, ask: string, why: string, evidence: string, required: string])[],
): readonly Question<Id>[] {
  return rows.map(([id, ask, why, evidence, required]) => ({
    id,
    section: name,
    ask,
    why,
    evidence: evidence.split(" ").filter(Boolean),
    required: profilesOf(required),
  }));
}

/** `i h n e` are the profiles' first letters. */
function profilesOf(letters: string): readonly Profile[] {
  return profiles.filter((profile) => letters.includes(profile.charAt(0)));
}
