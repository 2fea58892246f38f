import canonicalize from "canonicalize";

// Its types say `default` inside of what is the function itself.
const serialize = canonicalize as unknown as (value: unknown) => string | undefined;

/** An escape for half a surrogate pair: where texts are whole, canonical JSON holds none, only `\\ud83d` after another backslash. */
const LONE = /(?<!\\)(?:\\\\)*\\ud[89a-f]/u;

/**
 * RFC 8785 canonical JSON, held to the RFC's own vectors by a test: it is what the ledger signs.
 * @throws Error for what JSON cannot say: undefined, NaN, an infinity, half a surrogate pair
 */
export function canonical(value: unknown): string {
  const text = serialize(value);
  if (text === undefined) throw new Error("Cannot write as JSON: the value is undefined");
  if (LONE.test(text)) throw new Error("Cannot write as JSON: a text holds half a surrogate pair");
  return text;
}
