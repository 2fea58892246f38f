import type { Pair } from "../../datasets/index.ts";
import { comparableUrl, digestsIn, urlsIn } from "./url.ts";

/** What must be known of a pair to say what it may be called. */
type Called = Pick<Pair, "key" | "row" | "caption" | "captions" | "url"> & Partial<Pick<Pair, "meta">>;

/**
 * What a pair on a list of known harm is called where anything of it is kept: its key, or its place alone where the key
 * is an address, a digest, or a text: its caption, another of its texts, however its words are joined, or three words.
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

function isTelling(tail: string, { caption, captions = [], url = "", meta = {} }: Called): boolean {
  const name = unescaped(tail);
  if (urlsIn(name).length > 0 || digestsIn(name).length > 0) return true;
  const address = comparableUrl(url.trim());
  if (address !== null && name.includes(address)) return true;
  // Keys that come again end with their number.
  const bare = name.replace(/~\d+$/u, "").trim();
  if ([caption, ...captions].some((text) => text !== undefined && text.trim() === bare)) return true;
  if (bare.split(/\s+/u).filter((word) => /\p{L}/u.test(word)).length >= WORDS) return true;
  const texts = [caption, ...captions, ...Object.values(meta)].filter(
    (text): text is string => typeof text === "string" && /\S\s+\S/u.test(text),
  );
  const letters = lettersOf(bare.replace(/\.[a-z0-9]{2,5}$/iu, ""));
  return letters !== "" && texts.some((text) => lettersOf(text) === letters);
}

/** A name of so many words is a text, whatever field it is of. */
const WORDS = 3;

/** A text without what joins its words: `a red boat` and `A-red_boat` are the same. */
function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}

/** A name without percent signs for marks that it could not hold. */
export function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
