/**
 * A URL as lists are compared: without scheme, account, port, fragment and the host's `www.`; the path and the query as
 * they are, since another query is another picture.
 * @returns null where it is no URL of the web
 */
export function comparableUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, pathname, search } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:") return null;
  return `${hostname.replace(/^www\./u, "").replace(/\.$/u, "")}${pathname}${search}`;
}
