/** Names that flags offer, and nothing that takes time to load: help and errors wait for this file alone. */

/** For whom a card is made: each profile asks for other answers. */
export const profiles = ["internal", "hub", "neurips", "eu-contribution"] as const;
export type Profile = (typeof profiles)[number];
