import { parseJson } from "../json-text.ts";
import { rankOf } from "../mapping/names.ts";
import { kindOfValue } from "../mapping/value-kind.ts";
import { decodeText } from "../text.ts";
import { type JsonPlace, jsonBytes } from "./json-place.ts";
import { jsonValues } from "./json-values.ts";

/** A longer text is no record. */
const MOST_BYTES = 16 * 2 ** 20;
/** Fields of one record. */
const MOST_FIELDS = 512;
/** Longer values are told by their begin. */
const HEAD_BYTES = 4096;

/**
 * Whether an object is one row: it names a picture, or a URL beside what is said of it, or says something and holds
 * nothing else that may be rows.
 */
export async function isOneRecord(place: JsonPlace): Promise<boolean> {
  const found = { image: false, url: false, caption: false, holds: false };
  let [fields, size] = [0, 0];
  try {
    for await (const { name = "", bytes } of jsonValues(jsonBytes(place, new AbortController().signal), 1)) {
      size += bytes.length;
      if (++fields > MOST_FIELDS || size > MOST_BYTES) return false;
      see(name, bytes, found);
    }
  } catch {
    return false;
  }
  return found.image || (found.url && found.caption) || (found.caption && !found.holds);
}

function see(
  name: string,
  bytes: Uint8Array,
  found: { image: boolean; url: boolean; caption: boolean; holds: boolean },
): void {
  const [head] = bytes;
  if (head === 0x5b || head === 0x7b) {
    found.holds = true;
    return;
  }
  if (head !== 0x22 || /\.\w+$/u.test(name)) return;
  const kind = kindOfValue(textOf(bytes));
  const isCalled = (role: "image" | "url" | "caption") => rankOf(role, name) !== undefined;
  if ((kind === "path" || kind === "image") && isCalled("image")) found.image = true;
  else if (kind === "url" && isCalled("url")) found.url = true;
  else if ((kind === "text" || kind === "word") && isCalled("caption")) found.caption = true;
}

function textOf(bytes: Uint8Array): string {
  if (bytes.length > HEAD_BYTES) return decodeText(bytes.subarray(1, HEAD_BYTES)).text;
  try {
    return String(parseJson(decodeText(bytes).text));
  } catch {
    return "";
  }
}
