import { publicOnly } from "./addresses.ts";
import { openWeb, type WebAnswer, type WebRequest } from "./web.ts";

/** Redirects that one request may take. */
const MOST = 5;

/** A redirect that nobody may follow. */
export class RedirectError extends Error {
  override readonly name = "RedirectError";
}

/** Asked by name by whoever runs Sluice: it may lie anywhere. */
const typed = openWeb();
/** Where an answer leads: public addresses alone. */
const led = openWeb(publicOnly);

/** An answer, and the address that gave it. */
export interface Followed {
  readonly answer: WebAnswer;
  readonly url: URL;
}

/**
 * Asks an address that a person named. Where the answer leads to another origin, that has to be public, and is told
 * nothing that was meant for the first: no token leaves it.
 * @throws RedirectError, ForbiddenAddress
 */
export async function follow(
  first: URL,
  headers: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
  request: Omit<WebRequest, "headers"> = {},
): Promise<Followed> {
  let url = first;
  for (let redirects = 0; redirects <= MOST; redirects++) {
    const isOwn = url.origin === first.origin;
    const answer = await (isOwn ? typed : led).ask(url, {
      ...request,
      headers: isOwn ? { ...headers, ...own } : headers,
    });
    const location = answer.header("location");
    if (answer.status < 300 || answer.status > 399 || location === undefined) return { answer, url };
    answer.discard();
    url = nextOf(url, location);
  }
  throw new RedirectError(`wanted at most ${MOST} redirects, got more`);
}

/** Asks again where an answer came from, as far as that was led to. */
export async function askAt(
  url: URL,
  first: URL,
  headers: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<WebAnswer> {
  const isOwn = url.origin === first.origin;
  return (isOwn ? typed : led).ask(url, { headers: isOwn ? { ...headers, ...own } : headers, signal });
}

/** Where a redirect leads. @throws RedirectError where no browser would be led */
export function nextOf(from: URL, location: string): URL {
  let url: URL;
  try {
    url = new URL(location, from);
  } catch {
    throw new RedirectError("it leads to something that is no address");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new RedirectError(`wanted a redirect to http or https, got one to ${url.protocol}`);
  if (from.protocol === "https:" && url.protocol === "http:")
    throw new RedirectError("wanted a redirect that stays encrypted, got one to http");
  if (url.username !== "" || url.password !== "")
    throw new RedirectError("wanted a redirect without a password in it");
  return url;
}
