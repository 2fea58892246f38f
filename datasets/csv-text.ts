import { decodeText } from "./text.ts";

/** Reads a CSV byte for character, so that each field keeps its bytes until it is known whether they are text. */
export const CSV_BYTES = { encoding: "latin1" } as const;

/** What a field's bytes say; of a field that is no UTF-8 the rest stays. */
export function csvText(field: string): { readonly text: string; readonly invalid: boolean } {
  if (/^[\0-\x7f]*$/u.test(field)) return { text: field, invalid: false };
  return decodeText(Buffer.from(field, "latin1"));
}

/** A row's fields as text, and whether bytes of any of them are none. */
export function csvRecord(fields: Readonly<Record<string, unknown>>): {
  readonly record: Readonly<Record<string, unknown>>;
  readonly invalid: boolean;
} {
  let invalid = false;
  const entries = Object.entries(fields).map(([name, value]) => {
    if (typeof value !== "string") return [name, value] as const;
    const decoded = csvText(value);
    invalid ||= decoded.invalid;
    return [name, decoded.text] as const;
  });
  return { record: Object.fromEntries(entries), invalid };
}
