/** A way in which many datasets name the same things: data, no code. One more is one entry in the registry. */
export interface Dialect {
  readonly id: string;
  /** One line for people: whose it is. */
  readonly about: string;
  /** What all of its records have: names as in a map; `a|b` is either. */
  readonly knownBy: readonly string[];
  /** The containers in which it is met, by the ids of their formats. */
  readonly containers: readonly string[];
  readonly image?: readonly string[];
  readonly caption?: readonly string[];
  readonly key?: string;
  readonly url?: string;
  readonly license?: string;
  readonly split?: string;
}
