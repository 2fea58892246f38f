import type { KeyValue } from "hyparquet";
import { valuesAt } from "../mapping/field-path.ts";
import type { Pair } from "../pair.ts";
import { isPlain } from "../plain-value.ts";

/** A column of numbers whose classes have names, which the footer says. */
export interface ClassColumn {
  /** As in a map: `label`, `objects.category[]`. */
  readonly path: string;
  readonly names: readonly string[];
}

/** Where Hugging Face keeps what columns are. */
const KEY = "huggingface";
/** Holds Hugging Face's features once more. */
const ARROW = "ARROW:schema";

/** The columns of classes that a footer's facts name. */
export function classColumns(facts: readonly KeyValue[]): readonly ClassColumn[] {
  const found: ClassColumn[] = [];
  for (const { key, value } of facts)
    if (key === KEY)
      rename(value, (path, names) => {
        found.push({ path, names });
        return names;
      });
  return found;
}

/** What the classes of a row are called, as further texts of it. */
export function classTexts(
  record: Readonly<Record<string, unknown>>,
  columns: readonly ClassColumn[],
): NonNullable<Pair["classes"]> {
  return columns.flatMap(({ path, names }) =>
    valuesAt(record, path).flatMap(({ value }) =>
      (Array.isArray(value) ? (value as readonly unknown[]) : [value]).flatMap((one) => {
        const text = one === null ? undefined : names[Number(one)];
        return text === undefined ? [] : [{ name: listedAs(path), text }];
      }),
    ),
  );
}

/** Facts of a footer less the names of classes that are neither plain nor kept, which become `class 3`. */
export function lessClassNames(
  facts: readonly KeyValue[],
  keep: (name: string, listed: string) => boolean,
): { readonly facts: readonly KeyValue[]; readonly stripped: readonly string[] } {
  const stripped = new Set<string>();
  const less = facts.map((fact) => {
    const { key, value } = fact;
    if (key !== KEY) return fact;
    const written = rename(value, (path, names) =>
      names.map((name, i) => {
        if (isPlain(name) || name === numbered(i) || keep(name, listedAs(path))) return name;
        stripped.add(listedAs(path));
        return numbered(i);
      }),
    );
    return stripped.size === 0 || written === undefined ? fact : { key, value: written };
  });
  return {
    facts: less.filter(({ key }) => key !== ARROW || stripped.size === 0),
    stripped: [...stripped],
  };
}

function listedAs(path: string): string {
  return `${path.replaceAll("[]", "")}.name`;
}

function numbered(index: number): string {
  return `class ${index}`;
}

/** Gives the names of each column of classes others. @returns the text, as it is where it is no JSON */
function rename(
  text: string | undefined,
  other: (path: string, names: readonly string[]) => readonly string[],
): string | undefined {
  const walk = (path: string, value: unknown): unknown => {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map((one) => walk(`${path}[]`, one));
    const { _type: type, names, feature } = value as Readonly<Record<string, unknown>>;
    if (type === "ClassLabel" && Array.isArray(names))
      return { ...value, names: other(path, names.map(String)) };
    if (typeof type === "string" && feature !== undefined)
      return { ...value, feature: walk(`${path}[]`, feature) };
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, walk(path === "" ? name : `${path}.${name}`, one)]),
    );
  };
  try {
    const { info, ...rest } = JSON.parse(text ?? "");
    return JSON.stringify({ info: { ...info, features: walk("", info.features) }, ...rest });
  } catch {
    return text;
  }
}
