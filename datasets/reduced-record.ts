import { isPlainField } from "./plain-value.ts";
import { decodeText, MAX_TEXT_BYTES } from "./text.ts";

/** By what fields of a row pass. */
interface RecordJudge {
  readonly measured: ReadonlySet<string>;
  readonly images: readonly Uint8Array[];
  /** Notes what is not measured; whether it is carried all the same. */
  carries(name: string): boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** A row's fields less what nobody measured. An image's path passes where it is no text of its own. */
export function reducedRecord(record: Fields, judge: RecordJudge): Fields {
  const passed: [string, unknown][] = [];
  for (const [name, value] of Object.entries(record)) {
    if (value === null || value === undefined || passes(name, value, judge)) passed.push([name, value]);
    else if (isImage(value, judge)) {
      const { path } = value;
      const keeps = path === null || path === undefined || isPath(path) || judge.carries(`${name}.path`);
      passed.push([name, keeps ? value : { ...value, path: null }]);
    } else if (judge.carries(name)) passed.push([name, value]);
  }
  return Object.fromEntries(passed);
}

/** Old writers do not say that their bytes are text. */
function passes(name: string, value: unknown, { measured, images }: RecordJudge): boolean {
  if (!(value instanceof Uint8Array)) return isPlainField(name, value, measured);
  if (images.some((image) => Buffer.from(value).equals(image))) return true;
  if (value.length > MAX_TEXT_BYTES) return false;
  const { text, invalid } = decodeText(value);
  return !invalid && isPlainField(name, text, measured);
}

/** Hugging Face's struct, with the bytes that were measured. */
function isImage(
  value: unknown,
  { images }: RecordJudge,
): value is { readonly bytes: unknown; path?: unknown } {
  if (typeof value !== "object" || value === null || !("bytes" in value)) return false;
  const names = Object.keys(value).filter((name) => name !== "bytes" && name !== "path");
  const { bytes } = value;
  return (
    names.length === 0 &&
    bytes instanceof Uint8Array &&
    images.some((image) => Buffer.from(bytes).equals(image))
  );
}

/** A file's name, as its dataset's keys are: one word with an ending. */
function isPath(path: unknown): boolean {
  return typeof path === "string" && /^[\w.@:/~+-]{1,200}$/u.test(path);
}
