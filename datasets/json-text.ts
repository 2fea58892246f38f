/** Strings, the numbers that only Python writes, and numbers: what must be told apart to mend JSON. */
const TOKEN = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?Infinity\b|\bNaN\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gu;
/** Whether a text may hold what `JSON.parse` refuses or rounds. */
const SUSPECT = /NaN|Infinity|\d{16}/u;
const DIGITS = /^-?\d+$/u;

/**
 * Parses JSON as Python writes it: `NaN`, `Infinity` and `-Infinity` are null, and an integer beyond 2^53 is
 * the text of its digits.
 * @throws SyntaxError where the text is no JSON
 */
export function parseJson(text: string): unknown {
  if (!SUSPECT.test(text)) return JSON.parse(text);
  return JSON.parse(
    text.replaceAll(TOKEN, (token) => {
      if (token.startsWith('"')) return token;
      if (/[NI]/u.test(token)) return "null";
      return DIGITS.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
    }),
  );
}

/** A field of a JSON object, with its value as it was written. */
export interface JsonField {
  readonly name: string;
  readonly value: unknown;
  readonly raw: string;
}

/** A member of an object: its name, the colon, its value. */
const MEMBER = /^\s*("[^"\\]*(?:\\[\s\S][^"\\]*)*"\s*:)\s*([\s\S]*)$/u;

/** A row's line of JSON, parted into the name under which it stands, where it has one, and its value. */
export function namedValue(line: string): { readonly name: string; readonly value: string } {
  const [, name = "", value = line] = MEMBER.exec(line) ?? [];
  return { name, value };
}

const BLANK = /[ \t\r\n]*/uy;
const STRING = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/uy;
const NAME = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"(\s*:)?/gu;

/** The fields of a JSON object, of a name that comes again the last; `undefined` where the text is none. */
export function jsonFields(text: string): readonly JsonField[] | undefined {
  try {
    const whole = parseJson(text);
    if (whole === null || typeof whole !== "object" || Array.isArray(whole)) return undefined;
    const values = new Map(Object.entries(whole));
    return [...rawFields(text)].map(([name, raw]) => ({ name, raw, value: values.get(name) }));
  } catch {
    return undefined;
  }
}

/** Whether an object anywhere in it has a name twice: what stands under the first is in the text, and in no value. */
export function hidesFields(text: string, value: unknown): boolean {
  let names = 0;
  for (const [, colon] of text.matchAll(NAME)) if (colon !== undefined) names++;
  return names !== countNames(value);
}

function countNames(value: unknown): number {
  if (value === null || typeof value !== "object") return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, inner) => sum + countNames(inner), own);
}

/** Of a text that is known to be an object. */
function rawFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let at = skip(text, text.indexOf("{") + 1);
  while (text[at] === '"') {
    const nameEnd = end(STRING, text, at);
    const name = JSON.parse(text.slice(at, nameEnd)) as string;
    const start = skip(text, skip(text, nameEnd) + 1);
    const valueEnd = endOfValue(text, start);
    fields.set(name, text.slice(start, valueEnd).trimEnd());
    at = skip(text, valueEnd + 1);
  }
  return fields;
}

/** The elements of a JSON list as they are written; `undefined` where the text is none. @throws SyntaxError where it is no JSON */
export function jsonElements(text: string): readonly string[] | undefined {
  const whole = parseJson(text);
  if (!Array.isArray(whole)) return undefined;
  const elements: string[] = [];
  let at = skip(text, text.indexOf("[") + 1);
  for (let i = 0; i < whole.length; i++) {
    const valueEnd = endOfValue(text, at);
    elements.push(text.slice(at, valueEnd).trimEnd());
    at = skip(text, valueEnd + 1);
  }
  return elements;
}

/** Where the comma or the bracket stands that ends a value. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '"') at = end(STRING, text, at) - 1;
    else if ("{[".includes(char)) depth++;
    else if (depth === 0 && ",}]".includes(char)) return at;
    else if ("}]".includes(char)) depth--;
  }
  return text.length;
}

function skip(text: string, at: number): number {
  return end(BLANK, text, at);
}

function end(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(text);
  return pattern.lastIndex;
}
