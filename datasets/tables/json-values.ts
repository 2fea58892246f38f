/** A value in a big JSON text: its place and its text, not parsed yet. */
export interface JsonValue {
  /** Name of the member of the outermost object that it is or lies in; empty where the outermost is a list. */
  readonly within: string;
  /** Its own name, where it lies in an object. */
  readonly name?: string;
  /** Offset of its first byte. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly bytes: Uint8Array;
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];
/** A longer value is no record. */
const MAX_BYTES = 64 * 2 ** 20;
const isBlank = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * The values of a JSON text at a depth, by brackets and strings alone, with offsets to come back to: 1 is what
 * the outermost list or object holds, 2 is what those hold. Bytes are UTF-8, so these characters never stand inside
 * others (RFC 8259, RFC 3629).
 * @throws Error when the text ends inside the outermost value
 */
export async function* jsonValues(
  chunks: AsyncIterable<Uint8Array>,
  depth: 1 | 2,
): AsyncGenerator<JsonValue> {
  const open: number[] = [];
  let [inString, escaped] = [false, false];
  let base = 0;
  let start = -1;
  let parts: Uint8Array[] = [];
  let word: number[] = [];
  let isName = false;
  // The last names at the first depth and at the second.
  const names: (string | undefined)[] = [undefined, undefined];
  for await (const chunk of chunks) {
    let from = 0;
    const take = (i: number): JsonValue => {
      parts.push(chunk.subarray(from, i));
      const bytes = parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
      const inObject = open[depth - 1] === OPEN_BRACE;
      const value = {
        within: names[0] ?? "",
        ...(inObject ? { name: names[depth - 1] ?? "" } : {}),
        start,
        end: base + i,
        bytes,
      };
      [start, parts] = [-1, []];
      return value;
    };
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      const level = open.length;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
        if (isName) word.push(byte);
        continue;
      }
      if (isBlank(byte)) continue;
      const inObject = open[level - 1] === OPEN_BRACE;
      if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (level === depth && start >= 0) yield take(i);
        if (byte === COMMA) isName = false;
        else open.pop();
        if (byte === COMMA && inObject && level <= 2) names[level - 1] = undefined;
        continue;
      }
      if (byte === COLON) {
        if (inObject && level <= 2 && isName) names[level - 1] = nameOf(word);
        isName = false;
        continue;
      }
      if (byte === QUOTE) {
        inString = true;
        isName = inObject && level <= 2 && names[level - 1] === undefined;
        if (isName) word = [byte];
      }
      // A name stands before its value, which begins behind the colon.
      if (level === depth && start < 0 && !isName) [start, from] = [base + i, i];
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        open.push(byte);
        if (open.length === 2) names[1] = undefined;
      }
    }
    base += chunk.length;
    if (start >= 0) parts.push(chunk.subarray(from));
    if (start >= 0 && base - start > MAX_BYTES) throw new Error(`a record at byte ${start} does not end`);
  }
  if (open.length > 0 || inString)
    throw new Error(`the text ends inside its outermost value at byte ${base}`);
}

function nameOf(word: readonly number[]): string {
  try {
    return JSON.parse(Buffer.from(word).toString()) as string;
  } catch {
    return Buffer.from(word).toString();
  }
}
