/** A longer address is refused by most servers, and costs much to hold against their rules. */
const LONGEST = 8192;

/** An address as data write it, or why nobody may ask it. */
export function fetchable(written: string): URL | string {
  const text = written.trim();
  if (text.length > LONGEST)
    return `Cannot fetch: wanted an address of at most ${LONGEST} characters, got more`;
  if (!URL.canParse(text)) return "Cannot fetch: wanted an address, got something else";
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    return `Cannot fetch: wanted http or https, got ${/^[a-z+.-]{1,20}:$/u.exec(url.protocol)?.[0] ?? "another scheme"}`;
  if (url.username !== "" || url.password !== "") return "Cannot fetch: wanted an address without a password";
  return url;
}
