import { imageNumbers } from "../image-numbers.ts";
import { kindOfValue, type ValueKind } from "./value-kind.ts";

/** What the first records say of one of their fields. */
export interface FieldFacts {
  /** As in a map: `caption`, `sentences[].raw`. */
  readonly path: string;
  /** Records in which it has a value. */
  readonly records: number;
  /** Its values by kind. */
  readonly kinds: Readonly<Partial<Record<ValueKind, number>>>;
  /** Its first values, for a look at the files that they may name. */
  readonly texts: readonly string[];
  /** Its first whole numbers, by which a dialect may call files. */
  readonly numbers?: readonly string[];
  /** Mean length of its texts. */
  readonly length: number;
}

/** Nested deeper, a field is no image or caption of its record. */
const MAX_DEPTH = 6;
/** Elements of a list that are looked at. */
const MOST_ELEMENTS = 20;
const MOST_TEXTS = 20;

interface Counts {
  readonly kinds: Partial<Record<ValueKind, number>>;
  readonly texts: string[];
  readonly numbers: string[];
  records: number;
  last: number;
  length: number;
  values: number;
}

/** Looks at each field of some records, nested ones as well; in the order in which they come. */
export function factsOf(records: readonly Readonly<Record<string, unknown>>[]): readonly FieldFacts[] {
  const fields = new Map<string, Counts>();
  const add = (path: string, value: unknown, record: number, kind: ValueKind = kindOfValue(value)) => {
    let facts = fields.get(path);
    if (facts === undefined) {
      facts = { kinds: {}, texts: [], numbers: [], records: 0, last: -1, length: 0, values: 0 };
      fields.set(path, facts);
    }
    if (facts.last !== record) facts.records++;
    facts.last = record;
    facts.values++;
    facts.kinds[kind] = (facts.kinds[kind] ?? 0) + 1;
    if (Number.isSafeInteger(value) && facts.numbers.length < MOST_TEXTS) facts.numbers.push(String(value));
    if (typeof value !== "string") return;
    facts.length += value.length;
    if (facts.texts.length < MOST_TEXTS && value.length < 4096) facts.texts.push(value);
  };
  const walk = (path: string, value: unknown, record: number, depth: number): void => {
    if (value === null || value === undefined || value === "" || depth > MAX_DEPTH) return;
    const image = typeof value === "object" ? imageStruct(value) : undefined;
    if (image) add(path, image.value, record, image.kind);
    else if (imageNumbers(value) !== undefined) add(path, undefined, record, "image");
    else if (Array.isArray(value))
      for (const one of value.slice(0, MOST_ELEMENTS)) walk(`${path}[]`, one, record, depth + 1);
    else if (typeof value === "object" && isPlainObject(value))
      for (const [name, inner] of Object.entries(value)) walk(`${path}.${name}`, inner, record, depth + 1);
    else add(path, value, record);
  };
  for (const [i, record] of records.entries())
    for (const [name, value] of Object.entries(record)) walk(name, value, i, 0);
  return [...fields].map(([path, { records, kinds, texts, numbers, length, values }]) => ({
    path,
    records,
    kinds,
    texts,
    numbers,
    length: length / values,
  }));
}

/** Hugging Face's `{bytes, path}`, of which either may be absent. */
function imageStruct(value: object): { readonly value: unknown; readonly kind: ValueKind } | undefined {
  if (!("bytes" in value) || Array.isArray(value)) return undefined;
  if (value.bytes instanceof Uint8Array || typeof value.bytes === "string" || imageNumbers(value.bytes))
    return { value: value.bytes, kind: "image" };
  return "path" in value && typeof value.path === "string" ? { value: value.path, kind: "path" } : undefined;
}

function isPlainObject(value: object): boolean {
  return !(value instanceof Uint8Array || value instanceof Date || ArrayBuffer.isView(value));
}

/** How much of a field's values is of a kind, from 0 to 1. */
export function share({ kinds }: FieldFacts, ...wanted: readonly ValueKind[]): number {
  const all = Object.values(kinds).reduce((sum, n) => sum + n, 0);
  return all === 0 ? 0 : wanted.reduce((sum, kind) => sum + (kinds[kind] ?? 0), 0) / all;
}
