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
