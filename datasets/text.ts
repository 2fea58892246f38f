import { parseJson } from "./json-text.ts";
import { decoderOf, type Wide, wideOf } from "./utf16.ts";

const utf8 = new TextDecoder("utf-8");
const strict = new TextDecoder("utf-8", { fatal: true });

/** A longer caption or record is no caption: 10 MiB. */
export const MAX_TEXT_BYTES = 10 * 2 ** 20;

export interface Text {
  readonly text: string;
  /** Whether bytes that are no text of its encoding became U+FFFD: a caption with one bad byte is still a caption. */
  readonly invalid: boolean;
}

/** Bytes as text, by their byte order mark and less it, else as UTF-8; control characters and NUL stay. */
export function decodeText(bytes: Uint8Array): Text {
  const encoding = wideOf(bytes);
  const decoder = encoding === undefined ? utf8 : decoderOf(encoding);
  const text = decoder.decode(bytes);
  return { text, invalid: text.includes("\ufffd") && !isValid(bytes, encoding) };
}

function isValid(bytes: Uint8Array, encoding: Wide | undefined): boolean {
  try {
    const decoder = encoding === undefined ? strict : decoderOf(encoding, true);
    // Of UTF-32 such a mark may be of the text or of its reader.
    return !decoder.decode(bytes).includes("\ufffd") || !encoding?.startsWith("utf-32");
  } catch {
    return false;
  }
}

/** Parses a JSON object, also one that Python wrote; says in words what it is when it is none. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | string {
  try {
    const value = parseJson(text);
    if (value !== null && typeof value === "object" && !Array.isArray(value))
      return value as Record<string, unknown>;
    return `wanted a JSON object, got ${kindOf(value)}`;
  } catch {
    return "wanted a JSON object, got broken JSON";
  }
}

/**
 * What a JSON file says of the one picture that it lies beside, as {@link parseObject}: a text or a list of texts are its
 * captions, and any other list is the field `items`.
 */
export function parseRecord(text: string): Readonly<Record<string, unknown>> | string {
  const record = parseObject(text);
  if (typeof record !== "string" || !/^\s*["[]/u.test(text)) return record;
  try {
    const value = parseJson(text);
    if (typeof value === "string") return { caption: value };
    const isTexts = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");
    return isTexts ? { captions: value } : { items: value };
  } catch {
    return record;
  }
}

/** A value's type in plain words. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof Date) return "a date";
  return typeof value === "object" ? "an object" : typeof value === "string" ? "text" : `a ${typeof value}`;
}

/** Whether a file name's last ending means a picture. */
export function isImageName(name: string): boolean {
  return /(^|\.)(jpe?g|jfif|png|webp|gif|avif|heic|bmp|tiff?)$/i.test(name);
}

/** A number with leading zeros, for names that sort. */
export function numbered(prefix: string, index: number): string {
  return `${prefix}-${String(index).padStart(5, "0")}`;
}

/** The name of a part of what is a name already: behind a point, so that `train-00000-of-00002` keeps its split. */
export function partName(whole: string, index: number): string {
  return `${whole}.${String(index).padStart(5, "0")}`;
}
