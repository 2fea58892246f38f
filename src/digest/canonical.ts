import canonicalize from "canonicalize";

// Its types say `default` inside of what is the function itself.
const serialize = canonicalize as unknown as (value: unknown) => string | undefined;

/** RFC 8785 canonical JSON. @throws Error for what JSON cannot say */
export function canonical(value: unknown): string {
  const text = serialize(value);
  if (text === undefined) throw new Error("Cannot write as JSON: the value is undefined");
  return text;
}
