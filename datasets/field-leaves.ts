import { tellingWords } from "./field-name.ts";
import { imageNumbers, isPixels } from "./image-numbers.ts";
import { hidesFields, parseJson } from "./json-text.ts";
import { isRoleName } from "./mapping/names.ts";
import { isFieldName, isLabelMap } from "./plain-value.ts";

/** A text or bytes somewhere in a record: `title`, `captions[1]`, `exif.Artist`. */
export interface Leaf {
  readonly name: string;
  readonly value: { readonly text: string } | { readonly word: string } | Uint8Array | "too deep" | "pixels";
}

/** Nested deeper, a value is not looked through. */
const MAX_DEPTH = 16;
/** Stands for a name that is a text of its own. */
const ODD = "(a name)";

/**
 * Every text and every run of bytes in a record, in stored order, with where it stands. Names that are texts of
 * their own are leaves too, as are those with a word that is no common one, and so is what JSON inside of a text
 * holds, as img2dataset keeps EXIF.
 */
export function* fieldLeaves(record: Readonly<Record<string, unknown>>): Generator<Leaf> {
  yield* inObject(record, "", 0);
}

function* inObject(record: object, path: string, depth: number): Generator<Leaf> {
  // Tags with a number each are said by their names.
  const labels = path !== "" && isLabelMap(record);
  for (const [name, value] of Object.entries(record)) {
    const odd = labels || !isFieldName(name);
    const at = `${path}${path === "" ? "" : "."}${odd ? ODD : name}`;
    if (odd) yield { name: at, value: { text: name } };
    else yield* inName(name);
    yield* inValue(value, at, depth + 1);
  }
}

/** A field's name with a word that may say something. */
export function* inName(name: string): Generator<Leaf> {
  const word = isRoleName(name) ? undefined : tellingWords(name);
  if (word !== undefined) yield { name: ODD, value: { word } };
}

function* inValue(value: unknown, path: string, depth: number): Generator<Leaf> {
  if (typeof value === "string") yield* inText(value, path, depth);
  else if (value instanceof Uint8Array) yield { name: path, value };
  else if (value === null || typeof value !== "object" || value instanceof Date) return;
  else if (depth >= MAX_DEPTH) yield { name: path, value: "too deep" };
  else if (Array.isArray(value)) {
    const bytes = imageNumbers(value);
    if (bytes !== undefined) return yield { name: path, value: bytes };
    if (isPixels(value)) return yield { name: path, value: "pixels" };
    for (const [i, one] of value.entries()) yield* inValue(one, `${path}[${i}]`, depth + 1);
  } else if (!ArrayBuffer.isView(value)) yield* inObject(value, path, depth);
}

function* inText(text: string, path: string, depth: number): Generator<Leaf> {
  const nested = nestedValue(text);
  if (nested === undefined) yield { name: path, value: { text } };
  else yield* inValue(nested, path, depth + 1);
}

/** What a text holds that is JSON as a whole; nothing of any other. */
export function* nestedLeaves(name: string, text: string): Generator<Leaf> {
  const nested = nestedValue(text);
  if (nested !== undefined) yield* inValue(nested, name, 0);
}

/** The value of a text that is JSON as a whole; `undefined` where it is none, or says more than its value. */
function nestedValue(text: string): object | undefined {
  const bare = text.trim();
  if (!/^(?:\{[\s\S]*\}|\[[\s\S]*\])$/u.test(bare)) return undefined;
  try {
    const value = parseJson(bare);
    return value === null || typeof value !== "object" || hidesFields(bare, value) ? undefined : value;
  } catch {
    return undefined;
  }
}
