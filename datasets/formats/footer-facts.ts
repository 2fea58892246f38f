import type { KeyValue } from "hyparquet";
import { readableRuns } from "../metadata/readable.ts";
import { isFieldName, isPlain } from "../plain-value.ts";
import { lessClassNames } from "./class-names.ts";

/** Holds the schema as Arrow knows it, with Hugging Face's features once more. */
const ARROW = "ARROW:schema";
/** Words of which pandas' and Hugging Face's facts are made, beside names of columns. */
const WORDS = new Set(
  [
    "index_columns column_indexes columns partition_columns attributes creator pandas_version kind start stop step range name field_name pandas_type numpy_type metadata library version pyarrow fastparquet pandas encoding UTF-8 unicode object bytes empty list",
    "info features fingerprint dtype id decode _type feature length shape names Value Image Audio Video ClassLabel Sequence List LargeList Array2D Array3D Array4D Array5D Translation TranslationVariableLanguages languages num_classes",
    "str float double integer boolean mixed mixed-integer mixed-integer-float null bool string large_string binary large_binary decimal datetime datetimetz date time float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 date32 date64 categorical num_categories ordered timezone UTC True False",
  ]
    .join(" ")
    .split(" "),
);
/** Types with an argument, versions, and numbers. */
const TYPE =
  /^(?:timestamp|duration|time32|time64|datetime64|timedelta64|decimal128|decimal256)[[(](?:s|ms|us|ns|\d+)(?:, ?(?:tz=[\w/+:-]{1,32}|-?\d+))?[\])]$/u;
const LISTS = /^(?:list\[)+(\w+)\]+$/u;
const VERSION = /^\d+(?:\.\w{1,8}){0,4}(?:\+\w{1,16})?$/u;
const zones = new Set(Intl.supportedValuesOf("timeZone"));
const UNNAMED_INDEX = /^__(?:index_level_\d+|null_dask_index)__$/u;

/** What of a footer is written again: facts, and under which names something is left out of them. */
export interface LessFacts {
  readonly facts: readonly KeyValue[];
  readonly stripped: readonly string[];
}

/**
 * The facts of a footer less what nobody measured: names of classes that are neither plain nor kept, and every other
 * fact that says more than columns and types.
 * @param schema names of the columns of the file that is written, and of what is in them
 * @param keeps a name of a class, or a fact as a whole, under the name by which it would be listed
 */
export function lessTexts(
  facts: readonly KeyValue[],
  schema: readonly { readonly name: string }[],
  keeps: {
    readonly className: (name: string, listed: string) => boolean;
    readonly fact: (fact: KeyValue, listed: string) => boolean;
  },
): LessFacts {
  const names = new Set(schema.map(({ name }) => name));
  const classes = lessClassNames(facts, keeps.className);
  const stripped = new Set(classes.stripped);
  const kept: KeyValue[] = [];
  // Arrow's schema repeats the others: it comes last.
  for (const fact of [...classes.facts].sort((a, b) => Number(a.key === ARROW) - Number(b.key === ARROW))) {
    const listed = `footer.${fact.key}`;
    if (isKnown(fact, names, kept) || keeps.fact(fact, listed)) kept.push(fact);
    else stripped.add(isFieldName(listed) ? listed : "footer");
  }
  return { facts: kept, stripped: [...stripped] };
}

function isKnown(
  { key, value = "" }: KeyValue,
  names: ReadonlySet<string>,
  kept: readonly KeyValue[],
): boolean {
  if (key === ARROW) return repeats(value, [...names, ...kept.flatMap((one) => [one.key, one.value ?? ""])]);
  if (key === "huggingface" || key === "pandas") return isMadeOf(value, names, key === "huggingface");
  return isFieldName(key) && isPlain(value);
}

/** Whether a schema says no more than names of columns, and what stands in the other facts. */
function repeats(value: string, known: readonly string[]): boolean {
  const { runs, more } = readableRuns(Buffer.from(value, "base64"));
  return (
    !more &&
    runs.every(
      (run) =>
        known.some((one) => one.includes(run)) ||
        /^(?:ARROW:extension:\w+|PARQUET:field_id)$/u.test(run) ||
        isTimeZone(run),
    )
  );
}

/** A zone as timestamps have it, such as Europe/Berlin. */
function isTimeZone(text: string): boolean {
  return zones.has(text);
}

/** Whether a fact in JSON has no strings but names of columns and words of types. @param hasClasses whether names of classes may stand in it: these were looked at */
function isMadeOf(text: string, names: ReadonlySet<string>, hasClasses: boolean): boolean {
  const isWord = (word: string) =>
    WORDS.has(word) ||
    names.has(word) ||
    WORDS.has(LISTS.exec(word)?.[1] ?? "") ||
    TYPE.test(word) ||
    VERSION.test(word) ||
    UNNAMED_INDEX.test(word) ||
    isPlain(word);
  const walk = (value: unknown): boolean => {
    if (typeof value === "string") return isWord(value);
    if (value === null || typeof value !== "object") return true;
    if (Array.isArray(value)) return value.every(walk);
    const isClass = hasClasses && (value as { readonly _type?: unknown })._type === "ClassLabel";
    return Object.entries(value).every(
      ([name, inner]) => isWord(name) && ((isClass && name === "names") || walk(inner)),
    );
  };
  try {
    return walk(JSON.parse(text));
  } catch {
    return false;
  }
}
