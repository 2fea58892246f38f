import { hidesFields, jsonFields, namedValue } from "./json-text.ts";

type Fields = Readonly<Record<string, unknown>>;

function isName(called: string, value: unknown): boolean {
  return typeof value === "string" && JSON.parse(called.replace(/\s*:$/u, "")) === value;
}

/**
 * A row's line less what was left out of its record: byte for byte where that is nothing. JSON keeps the text of its
 * fields, so that no number changes; any other line must be written anew.
 */
export function reducedLine(line: string, record: Fields, reduced: Fields): string | undefined {
  // A row that stands in a list of its own stays in it.
  const [, alone] = /^\[(\{[\s\S]*\})\]$/u.exec(line) ?? [];
  if (alone !== undefined) {
    const inner = reducedLine(alone, record, reduced);
    return inner === undefined ? undefined : `[${inner}]`;
  }
  const isWhole = Object.keys(record).every((name) => record[name] === reduced[name]);
  const { name: called, value: text } = namedValue(line);
  const fields = /^\s*\{/u.test(text) ? jsonFields(text) : undefined;
  if (
    isWhole &&
    !(fields && hidesFields(text, Object.fromEntries(fields.map(({ name, value }) => [name, value]))))
  )
    return line;
  // A name that was left out is in the line all the same.
  const isCalled =
    called === "" ||
    Object.keys(record).some((name) => isName(called, record[name]) && reduced[name] !== undefined);
  if (fields === undefined || !isCalled) return undefined;
  const passed = fields.filter(({ name }) => reduced[name] !== undefined);
  const written = passed.map(({ name, raw, value }) => {
    const same = reduced[name] === record[name] && !hidesFields(raw, value);
    return `${JSON.stringify(name)}: ${same ? raw : JSON.stringify(reduced[name])}`;
  });
  return `${called}${called === "" ? "" : " "}{${written.join(", ")}}`;
}
