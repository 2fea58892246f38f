import { decodeText } from "../text.ts";

/** A value of XMP under the name of its property. */
export interface XmpValue {
  readonly name: string;
  readonly text: string;
}

/** Names, attributes with their values, and what stands between tags. XMP is small: no parser is needed to read its texts. */
const PARTS =
  /<!--([\s\S]*?)-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?([\s\S]*?)\?>|<\/[^>]*>|<([^\s/>]+)((?:"[^"]*"|'[^']*'|[^>"'])*)>|([^<]+)/gu;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gu;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
/** Properties of lists and languages: what is in them is of the property around. */
const INNER = /^(?:rdf|xml|x):/u;

/** The texts of a block of XMP: ISO 16684-1. */
export function* xmpTexts(data: Uint8Array): Generator<XmpValue> {
  const { text } = decodeText(data);
  let property = "xmp";
  for (const [, comment, cdata, instruction, name, attributes = "", plain] of text.matchAll(PARTS)) {
    if (name !== undefined && !INNER.test(name)) property = called(name);
    for (const [, attribute = "", double, single] of attributes.matchAll(ATTRIBUTE))
      if (!/^xmlns(?::|$)/u.test(attribute))
        yield {
          name: INNER.test(attribute) ? property : called(attribute),
          text: decoded(double ?? single ?? ""),
        };
    const said =
      comment ?? cdata ?? plain ?? (instruction?.startsWith("xpacket") === true ? undefined : instruction);
    if (said !== undefined) yield { name: property, text: decoded(said) };
  }
}

/** `dc:title` is `xmp.title`. */
function called(name: string): string {
  const local = name.slice(name.indexOf(":") + 1);
  return /^[\w-]{1,40}$/u.test(local) ? `xmp.${local}` : "xmp";
}

function decoded(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/giu, (whole, hex, number, name) => {
    const code = hex === undefined ? Number(number) : Number.parseInt(hex, 16);
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
