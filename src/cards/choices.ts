/** Names that flags offer, and nothing that takes time to load: help and errors wait for this file alone. */

/** For whom a card is made: each profile asks for other answers. */
export const profiles = ["internal", "hub", "neurips", "eu-contribution"] as const;
export type Profile = (typeof profiles)[number];

/** What a card can be checked for: a profile's questions, or a release, which wants the hub's and signatures. */
export const checkProfiles = [...profiles, "release"] as const;
export type CheckProfile = (typeof checkProfiles)[number];

/** The questions that a check asks. */
export function questionsProfile(profile: CheckProfile): Profile {
  return profile === "release" ? "hub" : profile;
}

/**
 * How a place stands in a card. Filled: measured, and every answer that it wants is given; hand-written: the same by
 * answers alone; partly: an answer is open, or what is measured was not; empty: nothing is there; absent: another's to say.
 */
export const placeStates = ["filled", "hand-written", "partly", "empty", "absent"] as const;
export type PlaceState = (typeof placeStates)[number];
