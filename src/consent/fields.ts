import { isReserved } from "../fetch/robots.ts";
import type { Said } from "./said.ts";

/** Directives of `X-Robots-Tag` and of robots' meta tags that speak of training, and no others. */
const REFUSALS = /\b(?:noai|noimageai)\b/iu;
/** Fields in which producers keep what a server answered, or why they took nothing. */
const HEADER =
  /^(?:x[-_]?robots[-_]?tag|robots|meta[-_]?robots|headers?|response[-_]?headers?|error[-_]?message)$/iu;
const RESERVATION = /^tdm[-_]?reservation$/iu;
/** What img2dataset says of a picture that it left because of the header. */
const LEFT = /disallowed by x-robots-tag/iu;

/**
 * What a pair's own fields say: headers that a producer kept, as img2dataset does, TDMRep's reservation, and
 * img2dataset's reason for having taken nothing. A field of any type counts as its text.
 */
export function saidInFields(meta: Readonly<Record<string, unknown>>): readonly Said[] {
  const found: Said[] = [];
  for (const [name, value] of Object.entries(meta)) {
    if (value === null || value === undefined) continue;
    const short = name.slice(name.lastIndexOf(".") + 1);
    if (RESERVATION.test(short) && ["1", "true"].includes(String(value)))
      found.push({ level: "reserved", by: "tdm-reservation" });
    if (!HEADER.test(short)) continue;
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    if (REFUSALS.test(text) || LEFT.test(text)) found.push({ level: "denied", by: "X-Robots-Tag" });
    else if (isReserved((header) => (header === "x-robots-tag" ? text : undefined), "sluice"))
      found.push({ level: "reserved", by: "X-Robots-Tag" });
  }
  return found;
}
