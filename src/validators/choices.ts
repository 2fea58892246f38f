/** Names that flags offer. */

/** What a document is good for, the least first: each takes what stands before it. */
export const levels = ["readable", "conforms", "complete"] as const;
export type Level = (typeof levels)[number];
