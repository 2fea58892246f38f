import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { sha256Bytes } from "../../digest/sha256.ts";

/** Names of this machine to itself: a page of another name that was made to point here asks by that name. */
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/u;

/** Headers of every answer: nothing is kept, framed, guessed, or fetched from elsewhere. */
export const sealed: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Whether two words are the same, in a time that says nothing of where they differ. */
export function sameToken(a: string, b: string): boolean {
  return timingSafeEqual(sha256Bytes(a), sha256Bytes(b));
}

/** The cookie's value in a request; several servers on one machine share their cookies, so each has its own name. */
export function cookieOf({ headers }: IncomingMessage, name: string): string {
  const found = (headers.cookie ?? "").split(";").map((part) => part.trim().split("="));
  return found.find(([key]) => key === name)?.[1] ?? "";
}

/** Why a request comes from somewhere that has no business here; null where it may be looked at. */
export function foreign({ headers, method }: IncomingMessage): string | null {
  const { host = "", origin } = headers;
  if (!LOOPBACK.test(host)) return "the address must name 127.0.0.1 or localhost";
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none")
    return "another page asked for it: paste the address that sluice serve printed";
  const wanted = `http://${host}`;
  if (origin !== undefined ? origin !== wanted : method !== "GET") return "another page sent it";
  return null;
}
