/** Which pairs, in which order. */
export interface Lens {
  /** SQL predicate over the columns of `explored`, or null for all. */
  readonly where: string | null;
  /** Words that caption or key must hold; with a leading `!`, must not. */
  readonly text: string;
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
  /** Only these of them; null or absent is all. */
  readonly keys?: readonly string[] | null;
  /** Whether they stand in the order of `keys`, where nothing else sorts them. */
  readonly ranked?: boolean;
  /** How near each of `keys` is to what was looked for: cosines, in their order; null of one that was not found so. */
  readonly near?: readonly (number | null)[];
}

export const everything: Lens = { where: null, text: "", sort: null };
