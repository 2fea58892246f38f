/**
 * A URL as lists are compared: without scheme, account, port, fragment and the host's `www.`; the path and the query as
 * they are, since another query is another picture.
 * @returns null where it is no URL of the web
 */
export function comparableUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, pathname, search } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:") return null;
  return `${hostname.replace(/^www\./u, "").replace(/\.$/u, "")}${inOneSpelling(`${pathname}${search}`)}`;
}

/** A part of an address with its escapes in one spelling (RFC 3986, 6.2.2). */
export function inOneSpelling(text: string): string {
  return text.replace(/%[0-9a-f]{2}/giu, (spelt) => {
    const letter = String.fromCharCode(Number.parseInt(spelt.slice(1), 16));
    return /[\w.~-]/u.test(letter) ? letter : spelt.toUpperCase();
  });
}

/** Addresses in a text: the whole of it from where one begins, and each that is a word of it. */
export function urlsIn(text: string): readonly string[] {
  const at = text.search(/https?:\/\//iu);
  if (at === -1) return [];
  const whole = text.slice(at).trim();
  const words = whole.match(/https?:\/\/[^\s"'<>]+/giu) ?? [];
  // Keys that come again end with their number; lists and sentences go on behind an address.
  return [...new Set([whole, ...words].flatMap((one) => [one, one.replace(/(?:~\d+|[,;.)\]]+)$/u, "")]))];
}

/** Digests in a text that is one, or is called after one, as `<md5>.jpg`; prose of any length has none. */
export function digestsIn(text: string): readonly string[] {
  if (text.length > LONGEST_NAME) return [];
  return (text.match(DIGESTS) ?? []).map((digest) => digest.toLowerCase());
}

const LONGEST_NAME = 1024;
const DIGESTS = /(?<![0-9a-z])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-z])/giu;
