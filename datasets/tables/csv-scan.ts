/** What parts fields and records. */
export interface CsvShape {
  readonly delimiter: string;
  readonly recordEnd: string;
  /** Whether spaces before a field are no part of it. */
  readonly trim: boolean;
  /** How many fields a record has, where that is known. */
  readonly columns?: number;
  /** Whether a quote behind a backslash stands for itself, as MySQL and pandas' `escapechar` write it. */
  readonly escape?: boolean;
}

/** What of a text is there, where to begin, and whether nothing follows. */
interface Window {
  readonly text: string;
  readonly at: number;
  readonly ended: boolean;
}

interface Scanned {
  readonly fields: readonly string[];
  readonly raw: string;
  /** Where the next record begins. */
  readonly next: number;
  readonly lines: number;
  readonly unclosed: boolean;
}

/** What ends the records of a file, by its first line end outside of quotes; `undefined` while more is needed. */
export function recordEndOf(text: string, ended: boolean): string | undefined {
  let quoted = false;
  let first = -1;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted;
    if (text[i] !== "\r" && text[i] !== "\n") continue;
    if (first < 0) first = i;
    if (!quoted) return endAt(text, i, ended);
  }
  if (!ended) return undefined;
  return first < 0 ? "\n" : endAt(text, first, ended);
}

function endAt(text: string, at: number, ended: boolean): string | undefined {
  if (text[at] === "\n") return "\n";
  if (at + 1 === text.length && !ended) return undefined;
  return text[at + 1] === "\n" ? "\r\n" : "\r";
}

/**
 * Reads one record; `undefined` while more of the text is needed, or at its end. A quote inside of a field without
 * quotes stands for itself. One that nothing closes makes its line a record of its own.
 * @param most characters of a field of many lines
 */
export function scanRecord(window: Window, shape: CsvShape, most: number): Scanned | undefined {
  const { text, at, ended } = window;
  const { recordEnd } = shape;
  if (at >= text.length) return undefined;
  const found = text.indexOf(recordEnd, at);
  if (found < 0 && !ended) return undefined;
  const lineEnd = found < 0 ? text.length : found;
  const line = text.slice(at, lineEnd);
  const alone = { raw: line, next: Math.min(text.length, lineEnd + recordEnd.length), lines: 1 };
  if (!line.includes('"')) return { ...alone, fields: bareFields(line, shape), unclosed: false };
  const record = escapedOr(quotedFields(window, shape, most), line, window, shape, most);
  if (record === "more") return undefined;
  const isUnclosed = record === "unclosed" || (record.end > lineEnd && areRows(text, lineEnd, record, shape));
  if (isUnclosed) return { ...alone, fields: [], unclosed: true };
  const raw = text.slice(at, record.end);
  const lines = raw.split(recordEnd).length;
  const next = Math.min(text.length, record.end + recordEnd.length);
  return { fields: record.fields, raw, next, lines, unclosed: false };
}

function bareFields(line: string, { delimiter, trim }: CsvShape): readonly string[] {
  const fields = line.split(delimiter);
  return trim ? fields.map((field) => field.trimStart()) : fields;
}

/** A record that does not fit as it stands, and does where a backslash stands before the quotes in its texts. */
function escapedOr(
  plain: Fields | "more" | "unclosed",
  line: string,
  window: Window,
  shape: CsvShape,
  most: number,
): Fields | "more" | "unclosed" {
  const { columns } = shape;
  if (plain === "more" || columns === undefined) return plain;
  if (plain !== "unclosed" && plain.fields.length === columns && !plain.loose) return plain;
  const text = plain === "unclosed" ? line : window.text.slice(window.at, plain.end);
  if (!text.includes('\\"')) return plain;
  const escaped = quotedFields(window, { ...shape, escape: true }, most);
  if (escaped === "more") return escaped;
  return escaped !== "unclosed" && escaped.fields.length === columns && !escaped.loose ? escaped : plain;
}

interface Fields {
  readonly fields: readonly string[];
  /** Where its end begins. */
  readonly end: number;
  /** Whether a quote of a later line than its field's first was taken for a character. */
  readonly odd: boolean;
  /** Whether any quote inside of quotes was. */
  readonly loose: boolean;
}

function quotedFields(
  { text, at, ended }: Window,
  shape: CsvShape,
  most: number,
): Fields | "more" | "unclosed" {
  const { delimiter, recordEnd, trim } = shape;
  const fields: string[] = [];
  let [odd, loose] = [false, false];
  for (let from = at; ; ) {
    while (trim && text[from] === " ") from++;
    let value = "";
    if (text[from] === '"') {
      const quoted = quotedField({ text, at: from, ended }, shape, most);
      if (typeof quoted === "string") return quoted;
      value = quoted.value;
      odd ||= quoted.odd;
      loose ||= quoted.loose;
      from = quoted.next;
    }
    const end = text.indexOf(recordEnd, from);
    const parted = text.indexOf(delimiter, from);
    if (end < 0 && parted < 0 && !ended) return "more";
    const isLast = parted < 0 || (end >= 0 && end < parted);
    const stop = isLast ? (end < 0 ? text.length : end) : parted;
    fields.push(value + text.slice(from, stop));
    if (isLast) return { fields, end: stop, odd, loose };
    from = stop + delimiter.length;
  }
}

interface Quoted {
  readonly value: string;
  readonly next: number;
  readonly odd: boolean;
  readonly loose: boolean;
}

/** A field from its opening quote up to behind its closing one. */
function quotedField(
  { text, at, ended }: Window,
  shape: CsvShape,
  most: number,
): Quoted | "more" | "unclosed" {
  const { delimiter, recordEnd } = shape;
  const lineEnd = text.indexOf(recordEnd, at);
  for (let from = at + 1; ; ) {
    const quote = text.indexOf('"', from);
    const isLong = lineEnd >= 0 && (quote < 0 ? text.length : quote) - at > most;
    if (isLong) return "unclosed";
    if (quote < 0) return ended ? "unclosed" : "more";
    const behind = quote + 1;
    if (!ended && text.length < behind + Math.max(delimiter.length, recordEnd.length)) return "more";
    if (shape.escape && isEscaped(text, at, quote)) from = behind;
    else if (text[behind] === '"') from = behind + 1;
    else {
      const stored = text.slice(at + 1, quote);
      const value = shape.escape
        ? stored.replaceAll(/\\(["\\])|""/gu, (_, kept = '"') => kept)
        : stored.replaceAll('""', '"');
      const isClosed =
        behind === text.length || text.startsWith(delimiter, behind) || text.startsWith(recordEnd, behind);
      if (isClosed) return { value, next: behind, odd: false, loose: false };
      // One that opens a field of a later line.
      const isLater = lineEnd >= 0 && lineEnd < quote;
      if (isLater && opensField(text, quote, shape)) return "unclosed";
      return { value: `"${value}"`, next: behind, odd: isLater, loose: true };
    }
  }
}

/** Whether an odd number of backslashes stands before a quote. */
function isEscaped(text: string, from: number, quote: number): boolean {
  let before = quote;
  while (before > from + 1 && text[before - 1] === "\\") before--;
  return (quote - before) % 2 === 1;
}

function opensField(text: string, quote: number, { delimiter, recordEnd, trim }: CsvShape): boolean {
  let before = quote;
  while (trim && text[before - 1] === " ") before--;
  return text.endsWith(delimiter, before) || text.endsWith(recordEnd, before);
}

/** Whether of a record of many lines that is odd, or has not as many fields as others, the second line alone has. */
function areRows(text: string, lineEnd: number, { fields, odd }: Fields, shape: CsvShape): boolean {
  const { columns, recordEnd } = shape;
  if (columns === undefined || (fields.length === columns && !odd)) return false;
  const from = lineEnd + recordEnd.length;
  const end = text.indexOf(recordEnd, from);
  const line = text.slice(from, end < 0 ? text.length : end);
  return columns > 1 && bareFields(line, shape).length === columns;
}
