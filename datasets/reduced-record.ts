import { imageNumbers } from "./image-numbers.ts";
import { listedTexts } from "./mapping/caption-value.ts";
import { isFieldName, isLabelMap, isPlain } from "./plain-value.ts";
import { decodeText, MAX_TEXT_BYTES } from "./text.ts";

/** By what fields of a row pass. */
interface RecordJudge {
  readonly measured: ReadonlySet<string>;
  readonly images: readonly Uint8Array[];
  /** Notes what is not measured; whether it is carried all the same. */
  carries(name: string): boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * A row's fields less what nobody measured, which is undefined. An image's path passes where it is no text of its own.
 */
export function reducedRecord(record: Fields, judge: RecordJudge): Fields {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => {
      const isNamed = isFieldName(name) || judge.measured.has(name.trim());
      if (value === null || value === undefined || (isNamed && passes(value, judge))) return [name, value];
      if (isNamed && isImage(value, judge)) {
        const keeps = isPath(value.path) || judge.carries(`${name}.path`);
        return [name, keeps ? value : { ...value, path: null }];
      }
      return [name, judge.carries(name) ? value : undefined];
    }),
  );
}

/** Whether a field may be written as it is: its name, and all that it holds. */
export function isMeasuredField(name: string, value: unknown, judge: RecordJudge): boolean {
  return (isFieldName(name) || judge.measured.has(name.trim())) && (value === null || passes(value, judge));
}

/** Records in records deeper than these pass only where they are plain. */
const DEEPEST = 8;

/** Plain, the image that was measured, a cell of captions that were, or a list or a record of such. */
function passes(value: unknown, judge: RecordJudge, depth = 0): boolean {
  const { measured, images } = judge;
  const numbers = imageNumbers(value);
  if (numbers !== undefined) return isOneOf(numbers, images);
  if (Array.isArray(value)) return value.every((one) => one === null || passes(one, judge, depth + 1));
  if (typeof value === "string")
    return isPlain(value, measured) || isEncoded(value, images) || isCaptions(value, measured);
  if (!(value instanceof Uint8Array)) {
    if (isImage(value, judge)) return isPath(value.path);
    return isPlain(value, measured) || (depth < DEEPEST && isRecordOfSuch(value, judge, depth));
  }
  if (isOneOf(value, images) || isPlain(value)) return true;
  // Old writers do not say that their bytes are text.
  if (value.length > MAX_TEXT_BYTES) return false;
  const { text, invalid } = decodeText(value);
  return !invalid && isPlain(text, measured);
}

/** A record whose names are words, and in which everything passes; the names of numbers say something by themselves. */
function isRecordOfSuch(value: unknown, judge: RecordJudge, depth: number): boolean {
  if (typeof value !== "object" || value === null || value instanceof Date || isLabelMap(value)) return false;
  return Object.entries(value).every(
    ([name, inner]) => isFieldName(name) && (inner === null || passes(inner, judge, depth + 1)),
  );
}

/** A list of captions in one cell, each of which was measured. */
function isCaptions(text: string, measured: ReadonlySet<string>): boolean {
  return listedTexts(text)?.every((one) => isPlain(one, measured)) ?? false;
}

/** An image in base64, and nothing else: what decoders pass over would be written unread. */
function isEncoded(text: string, images: readonly Uint8Array[]): boolean {
  const likely = images.some(({ length }) => text.length >= length && text.length <= 2 * length + 64);
  if (!likely) return false;
  const bare = text.replace(/^data:image\/[\w.+-]{1,20};base64,/iu, "").replaceAll(/\s/gu, "");
  const bytes = Buffer.from(bare, "base64");
  const same = bare
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replace(/={0,2}$/u, "");
  return same === bytes.toString("base64").replace(/=+$/u, "") && isOneOf(bytes, images);
}

function isOneOf(bytes: Uint8Array, images: readonly Uint8Array[]): boolean {
  return images.some((image) => Buffer.from(bytes).equals(image));
}

/** Hugging Face's struct, with the bytes of an image that was measured. */
function isImage(
  value: unknown,
  { images }: RecordJudge,
): value is { readonly bytes: unknown; path?: unknown } {
  if (typeof value !== "object" || value === null || !("bytes" in value)) return false;
  const { bytes, ...rest } = value;
  if (Object.keys(rest).some((name) => name !== "path")) return false;
  if (typeof bytes === "string") return isEncoded(bytes, images);
  const own = bytes instanceof Uint8Array ? bytes : imageNumbers(bytes);
  return own !== undefined && isOneOf(own, images);
}

/** None, or a file's name, as its dataset's keys are: one word. */
function isPath(path: unknown): boolean {
  if (path === null || path === undefined) return true;
  return typeof path === "string" && /^[\w.@:/~+-]{1,200}$/u.test(path);
}
