import { TextDecoder } from "node:util";
import { type Utf32, utf32Decoder, type WideDecoder } from "./utf32.ts";

/** What a byte order mark says of a text; texts without one are UTF-8, or meant to be. */
export type Wide = "utf-16le" | "utf-16be" | Utf32;

/** The encoding that a text's first bytes name, where it is none of UTF-8's. */
export function wideOf(bytes: Uint8Array): Wide | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? "utf-32le" : "utf-16le";
  if (first === 0 && second === 0 && third === 0xfe && fourth === 0xff) return "utf-32be";
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

export function decoderOf(encoding: Wide, fatal = false): WideDecoder {
  return encoding === "utf-32le" || encoding === "utf-32be"
    ? utf32Decoder(encoding)
    : new TextDecoder(encoding, { fatal });
}

/** As long as the longest mark. */
const MARK_BYTES = 4;
const UTF8_MARK = Buffer.from("\ufeff");

/** A stream of text as UTF-8, less its byte order mark: also of UTF-16, as Windows and Excel write it, and of UTF-32. */
export async function* asUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: WideDecoder | undefined;
  let head: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (head !== undefined) {
      bytes = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      head = bytes.length < MARK_BYTES ? bytes : undefined;
      if (head !== undefined) continue;
      const encoding = wideOf(bytes);
      if (encoding !== undefined) decoder = decoderOf(encoding);
      else if (UTF8_MARK.equals(bytes.subarray(0, UTF8_MARK.length)))
        bytes = bytes.subarray(UTF8_MARK.length);
    }
    if (decoder === undefined) yield bytes;
    else yield Buffer.from(decoder.decode(bytes, { stream: true }));
  }
  // What is shorter than the longest mark may still have one.
  if (head !== undefined && head.length > 0) yield Buffer.from(decodeShort(head));
  const rest = decoder?.decode() ?? "";
  if (rest !== "") yield Buffer.from(rest);
}

function decodeShort(bytes: Uint8Array): Uint8Array | string {
  const encoding = wideOf(bytes);
  if (encoding !== undefined) return decoderOf(encoding).decode(bytes);
  return UTF8_MARK.equals(bytes.subarray(0, UTF8_MARK.length)) ? bytes.subarray(UTF8_MARK.length) : bytes;
}
