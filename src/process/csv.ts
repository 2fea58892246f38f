/** What a spreadsheet takes for the beginning of a formula, full width too. */
const SIGNS = String.raw`=+\-@\uff1d\uff0b\uff0d\uff20`;
/** What a spreadsheet reads over before it, and the apostrophes that stand there. */
const BLANK = String.raw`['\s\p{C}]*`;
const BEGINS = new RegExp(`^(?:${BLANK}[${SIGNS}]|'*[\\t\\r])`, "u");
/** Other programs, and other languages of one, part cells here whatever stands in quotes. */
const PARTED = new RegExp(`([;|\\t\\r\\n]${BLANK})([${SIGNS}]?)`, "gu");

/** Rows as CSV (RFC 4180), LF at line ends, for people: words are {@link inert}, numbers stay as they are. */
export function csv(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const field = (value: string | number | null) => {
    const text = typeof value === "string" ? inert(value) : String(value ?? "");
    return /[",;\t\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${[head, ...rows].map((row) => row.map(field).join(",")).join("\n")}\n`;
}

/**
 * Words of which no spreadsheet makes a formula (OWASP, "CSV Injection"): an apostrophe stands before what begins one,
 * also behind what may part cells within them.
 */
export function inert(text: string): string {
  const inside = text.replace(PARTED, (all, before: string, sign: string) =>
    sign === "" ? all : `${before}'${sign}`,
  );
  return BEGINS.test(inside) ? `'${inside}` : inside;
}

/** What {@link inert} was given, from what it made of it; other words as they are. */
export function asWritten(text: string): string {
  const inside = text.startsWith("'") && BEGINS.test(text.slice(1)) ? text.slice(1) : text;
  return inside.replace(PARTED, (all, before: string, sign: string) =>
    sign !== "" && before.endsWith("'") ? `${before.slice(0, -1)}${sign}` : all,
  );
}
