/** What a byte order mark of UTF-32 says of a text. */
export type Utf32 = "utf-32le" | "utf-32be";

/** Bytes as text, also a piece at a time; the end is where none are given. */
export interface WideDecoder {
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
}

const BYTES = 4;
const LAST_CODE_POINT = 0x10ffff;
const MARK = 0xfeff;

/** Decodes UTF-32 less its mark, which the platform's decoders do not know: what is no character becomes U+FFFD. */
export function utf32Decoder(encoding: Utf32): WideDecoder {
  let rest: Uint8Array = new Uint8Array();
  let begun = false;
  return {
    decode(bytes = new Uint8Array(), { stream = false } = {}) {
      const all = Buffer.concat([rest, bytes]);
      const end = all.length - (all.length % BYTES);
      rest = all.subarray(end);
      let text = "";
      for (let at = 0; at < end; at += BYTES) {
        const code = encoding === "utf-32le" ? all.readUInt32LE(at) : all.readUInt32BE(at);
        if (begun || code !== MARK) text += isCharacter(code) ? String.fromCodePoint(code) : "\ufffd";
        begun = true;
      }
      return stream || rest.length === 0 ? text : `${text}\ufffd`;
    },
  };
}

/** Halves of pairs of UTF-16 are no characters. */
function isCharacter(code: number): boolean {
  return code <= LAST_CODE_POINT && (code < 0xd800 || code > 0xdfff);
}
