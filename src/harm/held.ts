import type { Pair, ReadContent } from "../../datasets/index.ts";
import { unescaped } from "./denied-key.ts";

/** Larger members are no records: readers take no more of one either. */
const MOST_JSON = 10 * 2 ** 20;

/** Of a pair, what lists are asked about: what it says anywhere, and every run of bytes as it is stored. */
interface Held {
  readonly texts: Iterable<string>;
  readonly bytes: Iterable<Uint8Array>;
}

/** What may be missing of a pair here: whoever asks about fields alone has no more. */
export type HeldPair = Pick<Pair, "meta"> & Partial<Pair>;

/** Everything that a pair holds, wherever it stands: in fields, in rows beside it, in JSON, in names of files. */
export function heldBy(pair: HeldPair, { images }: Pick<ReadContent, "images">): Held {
  const files = [...(pair.members ?? []), ...(pair.stored?.beside ?? []), ...(pair.blobs ?? [])];
  const bytes = new Set<Uint8Array>();
  for (const image of images) if (image.bytes !== undefined) bytes.add(image.bytes);
  for (const file of files) bytes.add(file.bytes);
  const texts = new Set<string>();
  const { url, caption, captions, meta, record, tableRow, stored } = pair;
  walk([url, caption, captions, meta, record, tableRow?.record], texts, bytes);
  for (const { name, bytes: own } of files)
    if (/\.json$/iu.test(name) && own.length <= MOST_JSON)
      walk([parsed(Buffer.from(own).toString())], texts, bytes);
  const names = [pair.key, stored?.picture, ...(pair.images ?? []).map(({ place }) => place)];
  for (const name of [...names, ...files.map((file) => file.name)])
    if (name !== undefined) texts.add(unescaped(name));
  return { texts, bytes };
}

/** Collects texts, names of fields among them, and bytes; however deep, and in JSON inside of texts as well. */
function walk(values: readonly unknown[], texts: Set<string>, bytes: Set<Uint8Array>): void {
  const left = [...values];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === "string") {
      const bare = value.trim();
      if (texts.has(bare)) continue;
      texts.add(bare);
      if (/^[[{]/u.test(bare)) left.push(parsed(bare));
    } else if (value instanceof Uint8Array) {
      bytes.add(value);
      // A digest may be stored as the bytes that it is.
      if (DIGEST_BYTES.has(value.length)) texts.add(Buffer.from(value).toString("hex"));
    } else if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
      if (!Array.isArray(value)) left.push(...Object.keys(value));
      for (const one of Object.values(value)) left.push(one);
    }
  }
}

const DIGEST_BYTES = new Set([16, 20, 32]);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
