import { gunzipSync } from "node:zlib";
import { fieldLeaves } from "./field-leaves.ts";
import { mediaKind } from "./media-kind.ts";
import type { StoredImage, StoredMember } from "./pair.ts";
import { isDigestBytes } from "./plain-value.ts";
import { decodeText, MAX_TEXT_BYTES, parseRecord, type Text } from "./text.ts";

/** A member or a field that nothing measures, and why. */
export interface Unmeasured {
  readonly name: string;
  readonly reason: string;
  /** Whether a person could look at it, listen to it or read it: a picture, a film, a document. */
  readonly shown: boolean;
}

/** What is collected of one pair. */
export interface Collected {
  readonly images: StoredImage[];
  readonly unmeasured: Unmeasured[];
  addText(name: string, text: string): void;
  /** Notes a name of a field. */
  addWord(word: string): void;
  /** Whether the same bytes of the same name came before: a pair's fields may come from a member that is looked at too. */
  knowsImage(name: string, bytes: Uint8Array): boolean;
  /** Whether a text is a caption or the pair's name: such need not look like text. */
  knows(text: string): boolean;
}

/** Share of characters that are no UTF-8 in what is text all the same. */
const MOST_REPLACED = 0.3;
const MAX_UNPACKED = 100 * 2 ** 20;

/** Sorts one member of a pair; the names of those that its images were read from are in `images` already. */
export function addMember({ name, bytes }: StoredMember, to: Collected): void {
  const ending = endingOf(name);
  if (to.images.some((image) => image.name === `.${ending}`)) return;
  const packed = /\.gz$/u.test(ending);
  const unpacked = packed ? gunzip(bytes) : bytes;
  const bare = packed ? ending.slice(0, -3) : ending;
  if (unpacked === undefined)
    to.unmeasured.push({ name: `.${ending}`, reason: "damaged or too large to unpack", shown: true });
  else if (/(?:^|\.)json$/u.test(bare)) addRecord(`.${ending}`, unpacked, to);
  else addBytes(`.${ending}`, unpacked, to, bare);
}

function addRecord(name: string, bytes: Uint8Array, to: Collected): void {
  const { text } = decodeText(bytes);
  const record = parseRecord(text);
  if (typeof record === "string") addBytes(name, bytes, to);
  else
    for (const leaf of fieldLeaves(record)) {
      if (leaf.value === "too deep")
        to.unmeasured.push({ name: leaf.name, reason: "nested too deep", shown: true });
      else if (leaf.value === "pixels")
        to.unmeasured.push({ name: leaf.name, reason: "numbers laid out as pixels", shown: true });
      else if (leaf.value instanceof Uint8Array) addBytes(leaf.name, leaf.value, to);
      else if ("text" in leaf.value) to.addText(leaf.name, leaf.value.text as string);
      else if ("word" in leaf.value) to.addWord(leaf.value.word as string);
    }
}

/** Sorts bytes by what they are. @param ending by which their name ends, where it is no part of `name` */
export function addBytes(name: string, bytes: Uint8Array, to: Collected, ending = name): void {
  if (bytes.length === 0) return;
  const media = mediaKind(bytes, ending);
  if (media.kind === "image") {
    if (!to.knowsImage(name, bytes)) to.images.push({ name, bytes: async () => bytes });
  } else if (media.kind === "shown")
    to.unmeasured.push({ name, reason: `${media.what}: not measured`, shown: true });
  else if (bytes.length > MAX_TEXT_BYTES)
    to.unmeasured.push({
      name,
      reason: `more than ${MAX_TEXT_BYTES} bytes`,
      shown: isText(decodeText(bytes)),
    });
  else {
    const text = decodeText(bytes);
    if (to.knows(text.text)) return;
    if (isText(text)) to.addText(name, text.text);
    // A member is a file, whatever stands in it; a field as short is a digest.
    else if (ending !== name || !isDigestBytes(bytes))
      to.unmeasured.push({ name, reason: "binary data", shown: false });
  }
}

/** Whether bytes are text: without control characters, and, where they are no UTF-8, mostly so, as Latin-1 is. */
function isText({ text, invalid }: Text): boolean {
  const head = text.slice(0, 4096);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these tell data from text
  if (/[\0-\x08\x0e-\x1f]/u.test(head)) return false;
  return !invalid || head.split("\ufffd").length <= head.length * MOST_REPLACED;
}

function gunzip(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED });
  } catch {
    return undefined;
  }
}

/** What follows the first dot of a member's name. */
export function endingOf(name: string): string {
  const last = name.slice(name.lastIndexOf("/") + 1);
  return last.slice(last.indexOf(".") + 1).toLowerCase();
}
