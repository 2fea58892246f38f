import { endingOf } from "../content-member.ts";
import { jsonFields, namedValue } from "../json-text.ts";
import type { Pair } from "../pair.ts";
import { isFieldName } from "../plain-value.ts";

/** Names that writers give themselves. */
const OWN = new Set(["caption", "file_name", "image", "key", "license", "sha256", "text", "url"]);

/** Under what name a field is written in a format that has names of its own. */
export function writtenName(name: string): string {
  return OWN.has(name) ? `source_${name}` : name;
}

/** A field of many pairs, and how all its values can be kept. */
export interface FieldColumn {
  readonly name: string;
  /** `json` are lists and records. */
  readonly type: "int64" | "double" | "bool" | "json" | "text";
}

/** What `meta` says of a field of bytes. */
const BYTES = /^\d+ bytes$/u;

/**
 * What of a pair no field can hold, by the names under which that is listed: further pictures and captions, members and
 * columns of bytes.
 */
export function lostInFields(pair: Pair): readonly string[] {
  const { captions = [], images = [], blobs = [] } = pair;
  const names = [
    ...(captions.length > 1 ? ["caption[]"] : []),
    ...images.slice(1).map(({ name }) => name),
    ...bytesMembers(pair).map((ending) => `.${ending}`),
    ...blobs.map(({ name }) => name),
  ];
  return [...new Set(names.map((name) => name.replaceAll(/\[\d+\]/gu, "[]")))];
}

/** Endings of the members of which `meta` says only how long they are. */
function bytesMembers({ members = [], meta }: Pair): readonly string[] {
  return members.map(({ name }) => endingOf(name)).filter((ending) => BYTES.test(String(meta[ending])));
}

/** The fields beside a pair, with their own types where its row has any, under the names by which they are written. */
export function convertedFields(pair: Pair): readonly (readonly [string, unknown])[] {
  const { meta, record = {}, blobs = [] } = pair;
  const lost = new Set([...bytesMembers(pair), ...blobs.map(({ name }) => name)]);
  const held = Object.entries(meta).filter(([name]) => !lost.has(name));
  return held.map(([name, value]) => {
    const own = record[name];
    // What is no value of JSON is as `meta` says it.
    const isTyped = typeof own === "bigint" || typeof own === "number" || typeof own === "boolean";
    return [writtenName(name), isTyped ? own : value] as const;
  });
}

/** The same as texts of JSON: big integers keep their digits, and numbers of a line of JSON how they were written. */
export function jsonTexts(pair: Pair): ReadonlyMap<string, string> {
  const raw = new Map(
    (pair.line === undefined ? [] : (jsonFields(namedValue(pair.line).value) ?? [])).map((field) => [
      field.name,
      field.raw,
    ]),
  );
  const texts = new Map<string, string>();
  for (const name of Object.keys(pair.meta)) {
    const known = raw.get(name);
    if (known !== undefined) texts.set(writtenName(name), known);
  }
  for (const [name, value] of convertedFields(pair))
    if (!texts.has(name))
      texts.set(name, typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? "null"));
  return texts;
}

/** Finds out which fields pairs have, and of which types. */
export interface FieldTypes {
  add(pair: Pair): void;
  columns(): readonly FieldColumn[];
}

export function createFieldTypes(): FieldTypes {
  const types = new Map<string, FieldColumn["type"] | "none">();
  return {
    add(pair) {
      for (const [name, value] of convertedFields(pair)) {
        if (!isFieldName(name)) continue;
        const [before = "none", now] = [types.get(name), fieldTypeOf(value)];
        types.set(
          name,
          now === "none" || now === before ? before : before === "none" ? now : widerType(before, now),
        );
      }
    },
    columns: () => [...types].map(([name, type]) => ({ name, type: type === "none" ? "text" : type })),
  };
}

/** A type that holds the values of both. */
export function widerType(a: FieldColumn["type"], b: FieldColumn["type"]): FieldColumn["type"] {
  const numbers = [a, b].every((type) => type === "int64" || type === "double");
  return numbers ? "double" : "text";
}

const MOST = 2n ** 63n;

/** The type of a value; `none` where there is none. */
export function fieldTypeOf(value: unknown): FieldColumn["type"] | "none" {
  if (value === null || value === undefined) return "none";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return value >= -MOST && value < MOST ? "int64" : "text";
  if (typeof value === "number") return Number.isSafeInteger(value) ? "int64" : "double";
  return typeof value === "object" ? "json" : "text";
}

/** A value as its column holds it. */
export function columnValue(value: unknown, type: FieldColumn["type"]): unknown {
  if (value === null || value === undefined) return null;
  if (type === "text" || type === "json") {
    if (typeof value === "string") return value;
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  }
  if (type === "int64") return BigInt(value as bigint | number);
  return type === "double" ? Number(value) : value;
}
