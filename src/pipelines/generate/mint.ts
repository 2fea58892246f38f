declare const granted: unique symbol;

/** What entries of a ledger allow to be drawn. */
export interface GrantFacts {
  /** Numbers of the entries that began it. */
  readonly entries: readonly number[];
  /** SHA-256 (hex) of the canonical manifest. */
  readonly manifest: string;
  /** SHA-256 (hex) of every file that takes part, by path. */
  readonly weights: Readonly<Record<string, string>>;
  /** Most images of each prompt, by `wordsDigest`. */
  readonly images: ReadonlyMap<string, number>;
}

/** Leave to draw: only `src/gate/door/` makes one, of entries that stand in a ledger. */
export type Grant = GrantFacts & { readonly [granted]: true };

const grants = new WeakSet<object>();

/** Makes a grant. Only `src/gate/door/grant.ts` may import it, which the import rules hold. */
export function mintGrant(facts: GrantFacts): Grant {
  const grant = Object.freeze({ ...facts });
  grants.add(grant);
  return grant as Grant;
}

/** Whether a grant was minted here: a literal of the same shape is none. */
export function isGrant(grant: Grant): boolean {
  return grants.has(grant);
}
