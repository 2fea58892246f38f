/** A value in a record and where it stands: `captions[1]`. */
export interface Found {
  readonly at: string;
  readonly value: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** A field's name, or every element of a list, where wanted only those with a field of a value. */
type Step =
  | { readonly name: string }
  | { readonly where: { readonly name: string; readonly value: string } | undefined };

const parsed = new Map<string, readonly Step[]>();

/** `conversations[from=gpt].value` in steps. */
function stepsOf(path: string): readonly Step[] {
  const known = parsed.get(path);
  if (known) return known;
  const steps = [...path.matchAll(/\[(?:([^=\]]+)=([^\]]*))?\]|([^.[\]]+)/gu)].map(
    ([, name, value, field]): Step =>
      field === undefined
        ? { where: name === undefined ? undefined : { name, value: value ?? "" } }
        : { name: field },
  );
  parsed.set(path, steps);
  return steps;
}

/** The names of an entry of a map: `caption|text` are two. */
export function alternatives(entry: string): readonly string[] {
  return entry
    .split("|")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** What stands at a path, less what is null or absent. A field may itself be named as the path is. */
export function valuesAt(record: Fields, path: string): readonly Found[] {
  if (Object.hasOwn(record, path)) return present([{ at: path, value: record[path] }]);
  let found: readonly Found[] = [{ at: "", value: record }];
  for (const step of stepsOf(path)) found = present(found.flatMap((one) => next(one, step)));
  return found;
}

/** What stands at the first of an entry's names at which something stands; empty texts only where nothing else does. */
export function firstAt(record: Fields, entry: string): readonly Found[] {
  let empty: readonly Found[] = [];
  for (const path of alternatives(entry)) {
    const found = valuesAt(record, path);
    if (found.some(({ value }) => !isEmpty(value))) return found;
    if (empty.length === 0) empty = found;
  }
  return empty;
}

function isEmpty(value: unknown): boolean {
  return typeof value === "string" && value.trim() === "";
}

/** The file that a record names where one of its images was found: at `images[1]` or `sample.file`. */
export function fileNamed(record: Fields, at: string): string | undefined {
  const value = valueAt(record, at);
  if (typeof value === "string") return value;
  // A picture may be called after its number.
  if (typeof value === "bigint" || Number.isSafeInteger(value)) return String(value);
  if (value === null || typeof value !== "object" || !("path" in value)) return undefined;
  // Beside its bytes a path is a text like any other.
  const isInside = "bytes" in value && value.bytes !== null && value.bytes !== undefined;
  return typeof value.path === "string" && !isInside ? value.path : undefined;
}

function valueAt(record: Fields, at: string): unknown {
  if (Object.hasOwn(record, at)) return record[at];
  return (at.match(/[^.[\]]+/gu) ?? []).reduce<unknown>(
    (value, step) => (value !== null && typeof value === "object" ? (value as Fields)[step] : undefined),
    record,
  );
}

/** The field of the first level that a path begins in. */
export function topField(path: string): string {
  return /^[^.[\]]+/u.exec(path)?.[0] ?? path;
}

function present(found: readonly Found[]): readonly Found[] {
  return found.filter(({ value }) => value !== undefined && value !== null);
}

function next({ at, value }: Found, step: Step): readonly Found[] {
  if ("name" in step) {
    // A list of one's own may stand where a single record is expected.
    if (value === null || typeof value !== "object" || value instanceof Uint8Array) return [];
    if (Array.isArray(value)) return [];
    return [{ at: at === "" ? step.name : `${at}.${step.name}`, value: (value as Fields)[step.name] }];
  }
  if (!Array.isArray(value)) return [{ at, value }];
  const { where } = step;
  return value
    .map((one: unknown, i) => ({ at: `${at}[${i}]`, value: one }))
    .filter((one) => where === undefined || hasValue(one.value, where));
}

function hasValue(value: unknown, where: { readonly name: string; readonly value: string }): boolean {
  return value !== null && typeof value === "object" && String((value as Fields)[where.name]) === where.value;
}
