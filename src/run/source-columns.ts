import { contentOf, type Dataset, isTrouble, type Pair, type ReadContent } from "../../datasets/index.ts";
import type { Column, ColumnType, Row, Value } from "../../filters/index.ts";

/** A field that the dataset stores beside its pairs and that policies may ask for. */
export interface SourceColumn {
  readonly field: string;
  readonly column: Column;
}

/** Pairs of the first and of the last shard that are looked at. */
const LOOKED_AT = 256;
/** Fields that become columns, at most, in the order in which they come. */
const MOST = 64;
/** A text with at most so many values is an enumeration … */
const VALUES = 16;
/** … where each comes about this often … */
const TIMES = 4;
/** … and is short. */
const LONGEST = 40;
const LONGEST_NAME = 50;

/** Every text of a field, and how often it came. */
interface FieldFacts {
  readonly types: Set<ColumnType>;
  readonly texts: Set<string>;
  times: number;
  /** Whether each value is plain: else it must be an enumeration. */
  plain: boolean;
}

/**
 * The fields of a dataset that are numbers, booleans, hashes, dates, URLs or short enumerations, by its first and last
 * pairs: each becomes a column `source_<field>`. Pairs on lists of known harm say nothing of it.
 * @param isKnownHarm whether a pair is on one, its pictures decoded where that is asked
 */
export async function sourceColumns(
  dataset: Pick<Dataset, "shards">,
  signal: AbortSignal,
  isKnownHarm?: (pair: Pair, decoded: boolean) => Promise<boolean>,
): Promise<readonly SourceColumn[]> {
  const fields = new Map<string, FieldFacts>();
  const ends = new Set([dataset.shards[0], dataset.shards.at(-1)]);
  for (const shard of ends) {
    if (shard === undefined) continue;
    let left = LOOKED_AT;
    for await (const item of shard.read(signal)) {
      if (isTrouble(item)) continue;
      const own = [...fieldsOf(item, contentOf(item))];
      // Only what brings a name that is not there yet is worth decoding.
      const isNew = own.some(([name]) => !fields.has(name));
      if (isKnownHarm === undefined || !(await isKnownHarm(item, isNew)))
        for (const [name, value] of own) note(fields, name, value);
      if (--left === 0) break;
    }
  }
  const taken = new Set<string>();
  return [...fields].slice(0, MOST).flatMap(([field, facts]) => {
    const enumeration = facts.texts.size <= VALUES && facts.times >= TIMES * facts.texts.size;
    if (!facts.plain && !enumeration) return [];
    const name = nameOf(field);
    if (taken.has(name)) return [];
    taken.add(name);
    const meaning = `the dataset's own field "${field}"`;
    return [{ field, column: { name, type: typeOf(facts.types), meaning } }];
  });
}

interface FieldValue {
  readonly value: Value;
  readonly plain: boolean;
}

function* fieldsOf(
  { meta }: Pair,
  { facts, texts }: Pick<ReadContent, "facts" | "texts">,
): Generator<readonly [string, FieldValue]> {
  const told = new Set(texts.map(({ name }) => name));
  for (const [name, value] of Object.entries(meta)) {
    if (Object.hasOwn(facts, name)) yield [name, { value: facts[name] ?? null, plain: true }];
    else if (typeof value === "string" && value !== "" && told.has(name))
      yield [name, { value, plain: false }];
  }
}

function note(fields: Map<string, FieldFacts>, name: string, { value, plain }: FieldValue): void {
  const facts = fields.get(name) ?? { types: new Set(), texts: new Set(), times: 0, plain: true };
  fields.set(name, facts);
  facts.types.add(kindOf(value));
  facts.times++;
  facts.plain &&= plain || typeof value !== "string";
  if (typeof value !== "string" || facts.texts.size > VALUES) return;
  facts.texts.add(value);
  if (!plain && value.length > LONGEST) for (let i = 0; i <= VALUES; i++) facts.texts.add(`${i} ${value}`);
}

function kindOf(value: Value): ColumnType {
  if (typeof value === "boolean") return "bool";
  if (typeof value !== "number") return "utf8";
  if (!Number.isInteger(value)) return "float32";
  // A longer number would lose its digits.
  return Math.abs(value) < 2 ** 31 ? "int32" : "utf8";
}

function typeOf(types: ReadonlySet<ColumnType>): ColumnType {
  const [only] = types;
  if (types.size === 1 && only !== undefined) return only;
  const numbers = [...types].every((type) => type === "int32" || type === "float32");
  return numbers ? "float32" : "utf8";
}

/** An SQL identifier: `source_` and the field in lower case. */
function nameOf(field: string): string {
  return `source_${field
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "_")
    .replaceAll(/^_|_$/gu, "")}`.slice(0, LONGEST_NAME);
}

/** A pair's values of these columns; null where it has none of the column's type. @param unfit called where it has one of another type */
export function sourceValues(
  columns: readonly SourceColumn[],
  pair: Pair,
  content: Pick<ReadContent, "facts" | "texts">,
  unfit: (column: Column) => void = () => {},
): Row {
  if (columns.length === 0) return {};
  const values = new Map(fieldsOf(pair, content));
  return Object.fromEntries(
    columns.map(({ field, column }) => {
      const value = values.get(field)?.value ?? null;
      const own = fitted(column.type, value);
      // What is no plain value (a list, an object) is not among them.
      if (own === null && !NOTHING.test(String(value ?? pair.meta[field] ?? ""))) unfit(column);
      return [column.name, own];
    }),
  );
}

/** Words for a value that is not there. */
const NOTHING = /^\s*(?:na|n\/a|nan|null|none|-)?\s*$/iu;

function fitted(type: ColumnType, value: Value): Value {
  if (value === null) return null;
  if (type === "utf8") return String(value);
  const kind = kindOf(value);
  return kind === type || (type === "float32" && typeof value === "number") ? value : null;
}
