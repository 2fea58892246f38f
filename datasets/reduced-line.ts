import { hidesFields, jsonFields } from "./json-text.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * A row's line less what was left out of its record: byte for byte where that is nothing. JSON keeps the text of its
 * fields, so that no number changes; any other line must be written anew.
 */
export function reducedLine(line: string, record: Fields, reduced: Fields): string | undefined {
  const isWhole = Object.keys(record).every((name) => record[name] === reduced[name]);
  const isJson = /^\s*\{/u.test(line);
  if (isWhole && !(isJson && hidesFields(line, record))) return line;
  const fields = isJson ? jsonFields(line) : undefined;
  if (fields === undefined) return undefined;
  const passed = fields.filter(({ name }) => reduced[name] !== undefined);
  const written = passed.map(({ name, raw, value }) => {
    const same = reduced[name] === record[name] && !hidesFields(raw, value);
    return `${JSON.stringify(name)}: ${same ? raw : JSON.stringify(reduced[name])}`;
  });
  return `{${written.join(", ")}}`;
}
