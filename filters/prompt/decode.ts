/** Words of a prompt that are no words: a model that draws reads them, and so does whoever decodes them by hand. */
const BASE64 = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/_-]{8,}={0,2}(?![A-Za-z0-9+/=])/gu;
const HEX = /(?<![\p{L}\p{N}])(?:(?:0x|\\x)?[0-9a-f]{2}[ ,:]?){4,}(?![\p{L}\p{N}])/giu;
const BINARY = /(?<![\p{L}\p{N}])(?:[01]{8}[ ,]?){3,}(?![\p{L}\p{N}])/gu;
const PERCENT = /(?:%[0-9a-f]{2})+/giu;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|nbsp|shy|apos));?/giu;

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  nbsp: " ",
  shy: "",
  apos: "'",
};

/** A prompt with Base64, hexadecimal, binary, percent signs and HTML's entities read as what they encode, in place. */
export function decoded(prompt: string): string {
  return prompt
    .replace(ENTITY, (whole, ten?: string, sixteen?: string, name?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
      const code = ten === undefined ? Number.parseInt(sixteen ?? "", 16) : Number(ten);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .replace(PERCENT, (run) => textOf(Buffer.from(run.replaceAll("%", ""), "hex")) ?? run)
    .replace(
      BINARY,
      (run) =>
        textOf(Uint8Array.from(run.match(/[01]{8}/gu) ?? [], (bits) => Number.parseInt(bits, 2))) ?? run,
    )
    .replace(HEX, (run) => textOf(Buffer.from(run.replace(/0x|\\x|[^0-9a-f]/giu, ""), "hex")) ?? run)
    .replace(BASE64, (run) => textOf(Buffer.from(run, "base64url")) ?? run);
}

/** ROT13: letters thirteen places on, for lists of words alone. */
export function rotated(prompt: string): string {
  return prompt.replace(/[a-z]/giu, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}

/** What bytes say as UTF-8, where that is plainly text. */
function textOf(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString("utf8");
  const letters = text.match(/[\p{L}\s]/gu)?.length ?? 0;
  const isText = text.length >= 3 && !/[\ufffd\p{Cc}]/u.test(text) && letters >= [...text].length * 0.8;
  return isText ? text : undefined;
}
