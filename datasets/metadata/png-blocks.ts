import { inflateSync } from "node:zlib";
import { pngChunks } from "../decode/png-chunks.ts";
import { isFieldName } from "../plain-value.ts";
import type { Block } from "./block.ts";
import { closed } from "./block.ts";

/** Chunks that say how pixels look, and nothing to a reader. */
const PIXELS = new Set(
  "IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB bKGD pHYs sBIT hIST tIME acTL fcTL fdAT cICP mDCV mDCv cLLI cLLi oFFs sCAL".split(
    " ",
  ),
);
/** A few bytes may unpack to any number. */
const MOST_UNPACKED = 2 ** 21;

/** The chunks of a PNG beside its pixels, and what follows its end: https://www.w3.org/TR/png-3/#11Ancillary-chunks */
export function* pngBlocks(all: Buffer): Generator<Block> {
  let end = 8;
  for (const { type, data } of pngChunks(all)) {
    end += data.length + 12;
    if (PIXELS.has(type)) continue;
    if (type === "eXIf") yield { name: "exif", kind: "exif", data };
    else if (type === "iCCP") yield* packed("icc", "icc", data, data.indexOf(0) + 2);
    else if (type === "tEXt" || type === "zTXt" || type === "iTXt") yield* textOf(type, data);
    else yield { name: type, kind: "binary", data };
  }
  yield { name: "end", kind: "binary", data: all.subarray(end) };
}

function* textOf(type: string, data: Buffer): Generator<Block> {
  const stop = data.indexOf(0);
  if (stop < 0) return yield { name: type, kind: "binary", data };
  const keyword = data.toString("latin1", 0, stop);
  // A keyword that is no word is a text like any other.
  if (!isFieldName(keyword) && !/^(?:Raw profile type \w+|Creation Time)$/u.test(keyword))
    yield { name: `${type}.keyword`, kind: "text", data: data.subarray(0, stop) };
  const name = /^[\w .:-]{1,40}$/u.test(keyword) ? keyword : type;
  const kind = keyword === "XML:com.adobe.xmp" ? "xmp" : "text";
  if (type === "zTXt") return yield* packed(kind === "xmp" ? "xmp" : name, kind, data, stop + 2);
  if (type === "tEXt" && kind === "text") return yield* raw(name, data.subarray(stop + 1));
  if (type === "tEXt") return yield { name: "xmp", kind, data: data.subarray(stop + 1) };
  const language = data.indexOf(0, stop + 3);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  if (translated < 0) return yield { name: type, kind: "binary", data };
  yield { name: `${type}.keyword`, kind: "text", data: data.subarray(stop + 3, translated) };
  if (data[stop + 1] === 0)
    yield { name: kind === "xmp" ? "xmp" : name, kind, data: data.subarray(translated + 1) };
  else yield* packed(name, kind, data, translated + 1);
}

function* packed(name: string, kind: "text" | "icc" | "xmp", data: Buffer, start: number): Generator<Block> {
  try {
    const plain = inflateSync(data.subarray(start), { maxOutputLength: MOST_UNPACKED });
    if (kind === "text") yield* raw(name, plain);
    else yield { name, kind, data: plain };
  } catch {
    yield closed(name);
  }
}

/** ImageMagick keeps other blocks as text: their kind, their length, their bytes in hexadecimal. */
function* raw(name: string, data: Buffer): Generator<Block> {
  const [, kind] = /^Raw profile type (\w+)$/u.exec(name) ?? [];
  if (kind === undefined) return yield { name, kind: "text", data };
  const [, hex = ""] = /^\s*\S+\s+\d+\s+([\s\S]*)$/u.exec(data.toString("latin1")) ?? [];
  const bytes = Buffer.from(hex.replaceAll(/\s+/gu, ""), "hex");
  if (/^(?:exif|APP1)$/u.test(kind))
    return yield {
      name: "exif",
      kind: "exif",
      data: bytes.subarray(bytes.toString("latin1", 0, 6) === "Exif\0\0" ? 6 : 0),
    };
  if (kind === "xmp") return yield { name: "xmp", kind: "xmp", data: bytes };
  if (kind === "iptc" || kind === "8bim") return yield { name: "photoshop", kind: "photoshop", data: bytes };
  yield { name: kind, kind: kind.startsWith("ic") ? "icc" : "binary", data: bytes };
}
