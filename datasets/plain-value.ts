import { isProgramWord } from "./field-name.ts";
import { imageNumbers } from "./image-numbers.ts";
import { hidesFields, parseJson } from "./json-text.ts";
import { isRoleName } from "./mapping/names.ts";
import { readableRuns } from "./metadata/readable.ts";
import { isOwnSource } from "./own-sources.ts";

/** Words that say nothing of a picture by themselves and that datasets use as values: states, splits, ratings, encodings, licences. */
const WORDS = new Set(
  [
    "success failed_to_download failed_to_resize",
    "train training test validation valid val dev restest",
    "UNLIKELY UNSURE NSFW",
    "true false yes no none null nan ? RGB RGBA L CMYK P",
    "jpg jpeg png webp gif avif heif tiff bmp image/jpeg image/png image/webp image/gif image/avif image/tiff",
    "MIT CC0 PDM Sluice Unlicense",
  ]
    .join(" ")
    .split(" ")
    .map((word) => word.toLowerCase()),
);

/** What a text may be as a whole to be plain: a split (`restval`, `train2014`, `test-dev`), a number, a digest or id, a date, a URL, a language, a licence. */
const SHAPES: readonly RegExp[] = [
  /^(?:rest|mini|pre)?(?:train|val|test|dev)(?:[-_]?(?:val|dev|std|mini|challenge))?(?:[-_]?20\d\d)?$/iu,
  /^[+-]?(\d+[.,]?\d*|\.\d+)(e[+-]\d{1,3})?%?$/iu,
  // Hexadecimal that ends with "ng" looks like a number, but for its many digits before the exponent.
  /^[+-]?(\d\.?|\d+\.\d+|\.\d+)e\d{1,3}$/iu,
  /^\d{4}[-/:]\d{2}([-/:]\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?$/u,
  /^cc(0|[- ]by([- ](nc|nd|sa))*)([- ]\d\.\d)?([- ][a-z]{2})?$/iu,
  /^(apache|gpl|lgpl|agpl|bsd|mpl|odbl|odc-by)[- ]?[\d.]*(-clause|-only|-or-later)?$/iu,
  /^(public domain|all rights reserved|creative commons|not stated)$/iu,
  // What `meta` says of a field of bytes.
  /^\d+ bytes$/u,
];

/** Bytes that are all letters, digits and marks are hardly by chance, if so many. */
const READABLE = 8;
/** SHA-512 has no more. */
const LONGEST_DIGEST = 64;
/** Four words with spaces between them: those with dashes are what the web calls its pages. */
const SENTENCE = /(?:[\p{L}\p{M}'’]+[,.!?;:]* +){3,}[\p{L}\p{M}'’]+/u;
const languages = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
const regions = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

/** Stands for every name that is a text of its own, which nothing measured either. */
export const unnamed = "(a name that is no word)";
/** A text that is longer is no value but prose. */
const MAX_LENGTH = 2048;
/** Nested deeper, a value is not looked through. */
const MAX_DEPTH = 8;

/**
 * Whether a value needs no measuring: numbers, booleans, digests, dates, URLs, and lists and records of those.
 * @param measured texts that were scored
 */
export function isPlain(value: unknown, measured: ReadonlySet<string> = new Set(), depth = 0): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === "string") return isPlainText(value, measured, depth);
  if (typeof value !== "object") return true;
  if (depth >= MAX_DEPTH) return false;
  if (value instanceof Date) return true;
  if (value instanceof Uint8Array) return isDigestBytes(value);
  if (Array.isArray(value))
    return imageNumbers(value) === undefined && value.every((one) => isPlain(one, measured, depth + 1));
  const labels = isLabelMap(value);
  return Object.entries(value).every(
    ([name, inner]) =>
      isFieldName(name) && (!labels || isPlain(name, measured)) && isPlain(inner, measured, depth + 1),
  );
}

/** Whether a record's names are what it says, as those of a tagger that gives each tag a number. */
export function isLabelMap(value: object): boolean {
  const values = Object.values(value);
  return values.length > 0 && values.every((one) => ["number", "boolean", "bigint"].includes(typeof one));
}

function isPlainText(text: string, measured: ReadonlySet<string>, depth: number): boolean {
  const bare = text.trim();
  if (bare === "" || measured.has(bare)) return true;
  if (bare.length > MAX_LENGTH) return false;
  if (WORDS.has(bare.toLowerCase()) || SHAPES.some((shape) => shape.test(bare))) return true;
  if (isDigest(bare) || isUrl(bare) || isLanguage(bare) || isOwnSource(bare)) return true;
  // JSON inside of JSON, as img2dataset keeps EXIF.
  if (depth >= MAX_DEPTH || !/^[[{]/u.test(bare)) return false;
  try {
    const value = parseJson(bare);
    return !hidesFields(bare, value) && isPlain(value, measured, depth + 1);
  } catch {
    return false;
  }
}

/** Hexadecimal, or a UUID, that is no text written in it; what words `a` to `f` spell is harmless. */
function isDigest(text: string): boolean {
  const isUuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/iu.test(text);
  const [, digits] = /^(?:0x)?([0-9a-f]{8,128})$/iu.exec(isUuid ? text.replaceAll("-", "") : text) ?? [];
  if (digits === undefined) return false;
  const bytes = Buffer.from(digits, "hex");
  return bytes.length < READABLE || bytes.some((byte) => byte < 0x20 || byte > 0x7e);
}

/** Bytes as short as a digest in which nobody could read anything. */
export function isDigestBytes(bytes: Uint8Array): boolean {
  if (bytes.length < READABLE || bytes.length > LONGEST_DIGEST) return false;
  const data = Buffer.from(bytes);
  const isBinary = data.some((byte) => byte < 0x20) || data.toString().includes("\ufffd");
  return isBinary && readableRuns(data).runs.length === 0;
}

/** Whether a text has the form of an address: where that is an image's own, it is nothing else. */
export function isAddress(text: string): boolean {
  return /^https?:\/\/[^\s<>"]+$/iu.test(text.trim());
}

/** An address; one whose parts spell a sentence is a text. */
function isUrl(text: string): boolean {
  if (!isAddress(text)) return false;
  const path = text.replace(/^https?:\/\/[^/?#]*/iu, "");
  return !SENTENCE.test(decoded(path).replaceAll("+", " "));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** A code of ISO 639, and of ISO 3166 behind it: other two letters are a word. */
function isLanguage(text: string): boolean {
  const [, language, region] = /^([a-z]{2})(?:[-_]([A-Z]{2}))?$/u.exec(text) ?? [];
  if (language === undefined || languages.of(language) === undefined) return false;
  return region === undefined || regions.of(region) !== undefined;
}

/** Whether a name is one of a field, and no text of its own. */
export function isFieldName(name: string): boolean {
  return isProgramWord(name) || isRoleName(name);
}

/** Whether a field may be written under its name. */
export function isPlainField(name: string, value: unknown, measured: ReadonlySet<string>): boolean {
  return (isFieldName(name) || measured.has(name.trim())) && isPlain(value, measured);
}
