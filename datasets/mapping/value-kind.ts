import { mediaKind } from "../media-kind.ts";
import { isPlain } from "../plain-value.ts";
import { decodeText, isImageName } from "../text.ts";

/** What a single value of a record is. */
export type ValueKind = "image" | "bytes" | "url" | "path" | "text" | "word" | "other";

/** Base64, also for URLs, of what images begin with: JPEG, PNG, GIF, RIFF (WebP), TIFF, AVIF and HEIC. */
const BASE64 =
  /^(?:[/_]9j[/_]|iVBORw0KGgo|R0lGOD|UklGR|SUkqA|TU0AK|AAAA[A-Za-z0-9+/_-][GWm2]Z0eXB)[A-Za-z0-9+/=_\s-]+$/u;
/** Shorter, it is a word that looks like it. */
const LEAST_BASE64 = 60;
const DATA_URI = /^data:image\/[\w.+-]+;base64,/iu;
/** Characters that are looked at to tell base64: a picture is long. */
const HEAD = 512;

/** The bytes of a text that is an encoded image; `undefined` where it is none. */
export function imageText(text: string): (() => Uint8Array) | undefined {
  const uri = DATA_URI.exec(text);
  if (uri) return () => Buffer.from(text.slice(uri[0].length), "base64");
  return text.length >= LEAST_BASE64 && BASE64.test(text.slice(0, HEAD))
    ? () => Buffer.from(text, "base64")
    : undefined;
}

export function isUrl(text: string): boolean {
  return /^(?:https?|ftp|s3|gs):\/\/\S+$/iu.test(text.trim());
}

/** A longer text is no caption, and is not decoded to be told. */
const LONGEST_TEXT = 65_536;

/** Old writers do not say that their bytes are text: where all of them are, of several words, they are. */
function kindOfBytes(bytes: Uint8Array): ValueKind {
  const { kind } = mediaKind(bytes, "");
  if (kind === "image") return "image";
  if (kind !== "other" || bytes.length > LONGEST_TEXT) return "bytes";
  const { text, invalid } = decodeText(bytes);
  return !invalid && /\p{L}\s+\p{L}/u.test(text) && !/[^\P{C}\t\r\n]/u.test(text) ? "text" : "bytes";
}

/** Says what a value is by itself, whatever its field is called. */
export function kindOfValue(value: unknown): ValueKind {
  if (value instanceof Uint8Array) return kindOfBytes(value);
  if (typeof value !== "string") return "other";
  if (imageText(value)) return "image";
  const bare = value.trim();
  if (isUrl(bare)) return "url";
  if (
    bare.length <= 1024 &&
    isImageName(bare.replace(/#\d+$/u, "")) &&
    !bare.includes("\n") &&
    !/[.!?] /u.test(bare)
  )
    return "path";
  // A caption may be one word; what is no word of people is none.
  if (bare === "" || isPlain(bare)) return "other";
  return /\s/u.test(bare) || /[^\p{ASCII}]/u.test(bare) ? "text" : "word";
}
