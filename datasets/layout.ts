import { posix } from "node:path";
import { fileNamed } from "./mapping/field-path.ts";
import { imageText } from "./mapping/value-kind.ts";
import type { Pair } from "./pair.ts";
import { isFieldName, unnamed } from "./plain-value.ts";
import type { ReadImage } from "./read-content.ts";
import { decodeText, MAX_TEXT_BYTES, parseRecord } from "./text.ts";

/** A field of a shard's rows, or of the JSON that its pairs have as a member. */
export interface LayoutField {
  readonly name: string;
  /** `text`, `integer`, `float`, `boolean`, `date`, `bytes`, `image` (bytes with a path), `object`, or `list of` one; several where pairs differ. */
  readonly types: readonly string[];
  /** Pairs in which it holds a value. */
  readonly pairs: number;
}

/** Files of one ending that pairs are stored as: members of a tar, or files of a folder. */
export interface LayoutFiles {
  readonly ending: string;
  readonly pairs: number;
  /** Of files that lie apart from their shard's own; members of an archive are in its size. */
  readonly bytes: number;
  /** Whether some lie in another folder than the picture that they are of. */
  readonly elsewhere?: boolean;
}

/** How a shard's pairs are stored, as they were read. */
export interface ShardLayout {
  readonly fields: readonly LayoutField[];
  readonly members: readonly LayoutFiles[];
  /** Pictures, and what lies beside them, in files of their own. */
  readonly apart: readonly LayoutFiles[];
}

/** Names that are told apart; a shard with more has names that are data. */
const MOST = 1000;
/** A longer text is a picture in letters, no name of a file. */
const LONGEST_NAME = 1024;

interface Count {
  pairs: number;
  bytes: number;
  elsewhere?: boolean;
}

/** What is noted of one pair: names, kinds and sizes, and nothing that it holds. */
interface Noted {
  readonly fields: (readonly [name: string, type: string | null])[];
  readonly endings: Set<string>;
  readonly files: (readonly [name: string, bytes: number, elsewhere: boolean])[];
}

/** Notes how the pairs of a shard are stored. */
export class LayoutTally {
  readonly #fields = new Map<string, { readonly types: Set<string>; pairs: number }>();
  readonly #members = new Map<string, Count>();
  readonly #apart = new Map<string, Count>();
  readonly #seen = new Set<string>();

  /** Looks at a pair, which need not be kept, and counts it when it is asked to. */
  note(pair: Pair, images: readonly ReadImage[]): () => void {
    const { fields, endings, files } = noted(pair, images);
    return () => {
      let isTold = false;
      for (const [name, type] of fields) {
        // Several of a pair that are called the same here are in one pair.
        this.#field(name, type, name === unnamed && isTold ? 0 : 1);
        isTold ||= name === unnamed && type !== null;
      }
      for (const ending of endings) count(this.#members, ending, 0);
      for (const [name, bytes, elsewhere] of files) this.#file(name, bytes, elsewhere);
    };
  }

  #field(name: string, type: string | null, pairs: number): void {
    const known = this.#fields.get(name);
    if (known === undefined && this.#fields.size >= MOST) return;
    const field = known ?? { types: new Set(), pairs: 0 };
    this.#fields.set(name, field);
    if (type === null) return;
    field.types.add(type);
    field.pairs += pairs;
  }

  /** A picture that several pairs share is one file. */
  #file(name: string, bytes: number, elsewhere: boolean): void {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    count(this.#apart, named(/\.([^./]+)$/u.exec(name)?.[1] ?? ""), bytes, elsewhere);
  }

  result(): ShardLayout {
    return {
      fields: [...this.#fields].map(([name, { types, pairs }]) => ({
        name,
        types: settled(types),
        pairs,
      })),
      members: listed(this.#members),
      apart: listed(this.#apart),
    };
  }
}

function noted({ record, members = [], stored }: Pair, images: readonly ReadImage[]): Noted {
  const fields: Noted["fields"] = [];
  const files: Noted["files"] = [];
  const add = (one: Readonly<Record<string, unknown>> = {}) => {
    for (const [name, value] of Object.entries(one)) fields.push([named(name), typeOf(value)]);
  };
  if (stored === undefined || stored.beside.length === 0) add(record);
  for (const { name, bytes } of [...members, ...(stored?.beside ?? [])])
    if (/\.json$/iu.test(name) && bytes.length <= MAX_TEXT_BYTES) {
      const own = parseRecord(decodeText(bytes).text);
      if (typeof own === "object") add(own);
    }
  if (stored !== undefined) {
    const folder = posix.dirname(stored.picture);
    files.push([stored.picture, images[0]?.bytes?.length ?? 0, false]);
    for (const { name, bytes } of stored.beside)
      files.push([name, bytes.length, posix.dirname(name) !== folder]);
  } else if (record !== undefined)
    for (const { name, own, bytes } of images) {
      const file = own ? fileNamed(record, name) : undefined;
      if (file !== undefined && file.length <= LONGEST_NAME && imageText(file) === undefined)
        files.push([file, bytes?.length ?? 0, false]);
    }
  return { fields, endings: new Set(members.map(({ name }) => named(tail(name)))), files };
}

/** A name that is a text of its own is told nowhere. */
function named(name: string): string {
  return name === "" || isFieldName(name.trim()) ? name : unnamed;
}

/** What follows a member's name, as it is written: webdataset parts at the first dot. */
function tail(name: string): string {
  const last = name.slice(name.lastIndexOf("/") + 1);
  return last.slice(last.indexOf(".") + 1);
}

function count(counts: Map<string, Count>, ending: string, bytes: number, elsewhere = false): void {
  const entry = counts.get(ending) ?? { pairs: 0, bytes: 0 };
  if (!counts.has(ending) && counts.size >= MOST) return;
  counts.set(ending, entry);
  entry.pairs++;
  entry.bytes += bytes;
  if (elsewhere) entry.elsewhere = true;
}

function listed(counts: ReadonlyMap<string, Count>): readonly LayoutFiles[] {
  return [...counts]
    .map(([ending, entry]) => ({ ending, ...entry }))
    .sort((a, b) => b.pairs - a.pairs || (a.ending < b.ending ? -1 : 1));
}

/** Whole numbers among others are such numbers. */
export function settled(types: Iterable<string>): readonly string[] {
  const all = new Set(types);
  for (const before of ["", "list of "]) if (all.has(`${before}float`)) all.delete(`${before}integer`);
  if ([...all].some((type) => type.startsWith("list of "))) all.delete("list");
  return [...all].sort();
}

/** What kind of value it is; null for none. */
function typeOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return "text";
  if (typeof value === "bigint") return "integer";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "float";
  if (typeof value === "boolean") return "boolean";
  if (value instanceof Date) return "date";
  if (value instanceof Uint8Array) return "bytes";
  if (Array.isArray(value)) {
    const inner = settled(value.flatMap((one: unknown) => typeOf(one) ?? []));
    return inner.length === 0 ? "list" : `list of ${inner.length === 1 ? inner[0] : "object"}`;
  }
  if (ArrayBuffer.isView(value)) return "list of float";
  return "bytes" in (value as object) && "path" in (value as object) ? "image" : "object";
}
