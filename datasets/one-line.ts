/** A thrown value's message as one line without a full stop, to put after a colon. */
export function oneLine(cause: unknown): string {
  const text =
    cause instanceof Error ? (meetsOddBytes(cause) ? "damaged data" : cause.message) : String(cause);
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.replace(/\.$/, "") || "no reason given";
}

/** Libraries that trust their bytes fail in JavaScript's words, which tell a reader nothing; Node's own have a code. */
function meetsOddBytes(cause: Error): boolean {
  return (cause instanceof TypeError || cause instanceof RangeError) && !("code" in cause);
}

/** A value as a person may read it in a message: quoted, control characters escaped, at most `max` characters. */
export function quoted(value: string, max = 80): string {
  return JSON.stringify(value.length > max ? `${value.slice(0, max)}…` : value);
}
