/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^[\s\p{C}]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

/**
 * Rows as CSV (RFC 4180), LF at line ends. Words that a spreadsheet would run as a formula get an apostrophe before
 * them; numbers stay as they are.
 */
export function csv(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const field = (value: string | number | null) => {
    const text = typeof value === "string" && FORMULA.test(value) ? `'${value}` : String(value ?? "");
    return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${[head, ...rows].map((row) => row.map(field).join(",")).join("\n")}\n`;
}
