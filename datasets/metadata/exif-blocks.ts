import type { Block } from "./block.ts";
import { closed } from "./block.ts";
import { jpegBlocks } from "./jpeg-blocks.ts";

/** Tags that say something to people: Exif 2.32, 4.6; the others are called by their number. */
const NAMES: Readonly<Record<number, string>> = {
  269: "DocumentName",
  270: "ImageDescription",
  271: "Make",
  272: "Model",
  285: "PageName",
  305: "Software",
  315: "Artist",
  316: "HostComputer",
  33432: "Copyright",
  37510: "UserComment",
  37500: "MakerNote",
  40091: "XPTitle",
  40092: "XPComment",
  40093: "XPAuthor",
  40094: "XPKeywords",
  40095: "XPSubject",
  42032: "CameraOwnerName",
  42035: "LensMake",
  42036: "LensModel",
};
/** Lists of tags that a tag points to: SubIFDs, Exif, GPS, interoperability. */
const LISTS = new Set([0x014a, 0x8769, 0x8825, 0xa005]);
/** Blocks of other kinds that a TIFF keeps in a tag. */
const KINDS: Readonly<Record<number, Block["kind"]>> = {
  700: "xmp",
  33723: "photoshop",
  34377: "photoshop",
  34675: "icc",
};
/** Bytes of a value of each type, by its number. */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
const [JPEG_START, JPEG_LENGTH, STRIPS] = [0x0201, 0x0202, 0x0111];
/** A camera writes some hundred. */
const MOST_TAGS = 4000;
const MOST_LISTS = 64;

/**
 * The texts and thumbnails of a block of EXIF, and the texts of a TIFF.
 * @param isFile whether it is a TIFF as a whole, whose lists are its pages
 */
export function* exifBlocks(all: Buffer, isFile = false): Generator<Block> {
  const little = all.toString("latin1", 0, 2) === "II";
  if (!little && all.toString("latin1", 0, 2) !== "MM")
    return yield { name: "exif", kind: "binary", data: all };
  const u16 = (at: number) =>
    at + 2 > all.length ? 0 : little ? all.readUInt16LE(at) : all.readUInt16BE(at);
  const u32 = (at: number) =>
    at + 4 > all.length ? 0 : little ? all.readUInt32LE(at) : all.readUInt32BE(at);
  // BigTIFF keeps offsets of 64 bits; its texts are looked for as those of a block that nobody knows.
  if (u16(2) !== 42) return yield { name: "exif", kind: "binary", data: all };
  const seen = new Set<number>();
  const queue = [{ at: u32(4), depth: 0 }];
  let tags = 0;
  for (let list = queue.shift(); list !== undefined; list = queue.shift()) {
    const { at, depth } = list;
    if (at === 0 || at + 2 > all.length || seen.has(at)) continue;
    seen.add(at);
    const count = u16(at);
    tags += count;
    if (seen.size > MOST_LISTS || tags > MOST_TAGS) return yield closed("exif");
    const found = new Map<number, number>();
    for (let i = 0; i < count; i++) {
      const entry = at + 2 + 12 * i;
      const [tag, type, length] = [u16(entry), u16(entry + 2), u32(entry + 4)];
      const size = (SIZES[type] ?? 0) * length;
      const start = size > 4 ? u32(entry + 8) : entry + 8;
      found.set(tag, u32(entry + 8));
      if (LISTS.has(tag))
        for (let n = 0; n < Math.min(length, MOST_LISTS); n++)
          queue.push({ at: u32(size > 4 ? start + 4 * n : start), depth: depth + 1 });
      else if (type === 1 || type === 2 || type === 6 || type === 7 || KINDS[tag] !== undefined)
        yield* blockOf(tag, type, all.subarray(start, start + size));
    }
    const [start, length] = [found.get(JPEG_START), found.get(JPEG_LENGTH)];
    if (start !== undefined && length !== undefined)
      yield { name: "exif.thumbnail", kind: "image", data: all.subarray(start, start + length) };
    else if ((!isFile || depth > 0) && found.has(STRIPS)) yield closed("exif.thumbnail");
    queue.push({ at: u32(at + 2 + 12 * count), depth });
  }
}

function* blockOf(tag: number, type: number, data: Buffer): Generator<Block> {
  const kind = KINDS[tag];
  if (kind !== undefined) return yield { name: kind, kind, data };
  // Tables of a JPEG whose scans are the strips.
  if (tag === 0x015b && data[0] === 0xff && data[1] === 0xd8) return yield* jpegBlocks(data);
  const name = `exif.${NAMES[tag] ?? `0x${tag.toString(16)}`}`;
  if (tag >= 0x9c9b && tag <= 0x9c9f)
    return yield { name, kind: "text", data: Buffer.from(data.toString("utf16le")) };
  if (tag === 0x9286) return yield { name, kind: "text", data: commentOf(data) };
  yield { name, kind: type === 2 ? "text" : "binary", data };
}

/** Behind eight bytes that say how it is encoded. */
function commentOf(data: Buffer): Buffer {
  const text = data.subarray(8);
  if (data.toString("latin1", 0, 7) !== "UNICODE")
    return data.toString("latin1", 0, 5) === "ASCII" ? text : data;
  // Programs write either order, whatever the block's is: zeros are the high bytes of most letters.
  const isLittle =
    text.filter((byte, i) => byte === 0 && i % 2 === 1).length * 2 >=
    text.filter((byte) => byte === 0).length;
  const even = Buffer.from(text.subarray(0, text.length - (text.length % 2)));
  return Buffer.from((isLittle ? even : even.swap16()).toString("utf16le"));
}
