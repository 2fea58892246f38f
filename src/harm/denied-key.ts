import type { Pair } from "../../datasets/index.ts";
import { comparableUrl, digestsIn, urlsIn } from "./url.ts";

/** What must be known of a pair to say what it may be called. */
type Called = Pick<Pair, "key" | "row" | "caption" | "captions" | "url">;

/**
 * What a pair on a list of known harm is called where anything of it is kept: its key, or its place alone where the key
 * is an address, a digest or its caption.
 */
export function deniedKey(shard: string, pair: Called): string {
  const { key, row } = pair;
  const tail = key.startsWith(`${shard}/`) ? key.slice(shard.length + 1) : key;
  return isTelling(tail, pair) ? placeKey(shard, row) : key;
}

/** What a pair is called of which its place alone is told. */
export function placeKey(shard: string, row: number): string {
  return `${shard}/#${row}`;
}

/** Whether a key is a place alone. */
export function isPlaceKey(key: string): boolean {
  return /\/#\d+$/u.test(key);
}

function isTelling(tail: string, { caption, captions = [], url = "" }: Called): boolean {
  const name = unescaped(tail);
  if (urlsIn(name).length > 0 || digestsIn(name).length > 0) return true;
  const address = comparableUrl(url.trim());
  if (address !== null && name.includes(address)) return true;
  // Keys that come again end with their number.
  const bare = name.replace(/~\d+$/u, "").trim();
  return [caption, ...captions].some((text) => text !== undefined && text.trim() === bare);
}

/** A name without percent signs for marks that it could not hold. */
export function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
