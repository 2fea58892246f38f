import { TextDecoder } from "node:util";

/** What a byte order mark says of a text; texts without one are UTF-8, or meant to be. */
export type Utf16 = "utf-16le" | "utf-16be";

/** The encoding that a text's first bytes name, where it is none of UTF-8's. */
export function utf16Of(bytes: Uint8Array): Utf16 | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

const UTF8_MARK = Buffer.from("\ufeff");

/** A stream of text as UTF-8, less its byte order mark: also of UTF-16, as Windows and Excel write it. */
export async function* asUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: TextDecoder | undefined;
  let head: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (head !== undefined) {
      bytes = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      head = bytes.length < UTF8_MARK.length ? bytes : undefined;
      if (head !== undefined) continue;
      const encoding = utf16Of(bytes);
      if (encoding !== undefined) decoder = new TextDecoder(encoding);
      else if (UTF8_MARK.equals(bytes.subarray(0, UTF8_MARK.length)))
        bytes = bytes.subarray(UTF8_MARK.length);
    }
    if (decoder === undefined) yield bytes;
    else yield Buffer.from(decoder.decode(bytes, { stream: true }));
  }
  // Less than a mark of UTF-8 may still be one of UTF-16.
  if (head !== undefined && head.length > 0) yield Buffer.from(decodeShort(head));
  const rest = decoder?.decode() ?? "";
  if (rest !== "") yield Buffer.from(rest);
}

function decodeShort(bytes: Uint8Array): Uint8Array | string {
  const encoding = utf16Of(bytes);
  return encoding === undefined ? bytes : new TextDecoder(encoding).decode(bytes);
}
