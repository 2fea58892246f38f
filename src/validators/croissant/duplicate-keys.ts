import { child } from "../json-path.ts";

interface Frame {
  readonly path: string;
  /** Keys seen so far; null in an array. */
  readonly keys: Set<string> | null;
  /** The key or index the next value belongs to. */
  at: string | number;
  awaitsKey: boolean;
}

/**
 * Keys that stand twice in one object of a JSON text, as JSON paths; `JSON.parse` keeps the last without a word.
 * @param text valid JSON
 * @example
 * duplicateKeys('{"a": {"b": 1, "b": 2}}') // => ["$.a.b"]
 */
export function duplicateKeys(text: string): readonly string[] {
  const found: string[] = [];
  const frames: Frame[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/gu)) {
    const top = frames.at(-1);
    if (token === "{" || token === "[") {
      const path = top === undefined ? "$" : child(top.path, top.at);
      frames.push({ path, keys: token === "{" ? new Set() : null, at: 0, awaitsKey: token === "{" });
    } else if (token === "}" || token === "]") frames.pop();
    else if (top === undefined) continue;
    else if (token === ",") {
      if (top.keys) top.awaitsKey = true;
      else if (typeof top.at === "number") top.at++;
    } else if (top.keys && top.awaitsKey) {
      const key = JSON.parse(token) as string;
      if (top.keys.has(key)) found.push(child(top.path, key));
      top.keys.add(key);
      top.at = key;
      top.awaitsKey = false;
    }
  }
  return found;
}
