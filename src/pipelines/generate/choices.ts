/** Names that flags offer, and nothing that takes time to load: help and errors wait for this file alone. */

/** The cascade that is meant where none is named. */
export const defaultCascade = "illustrator";
