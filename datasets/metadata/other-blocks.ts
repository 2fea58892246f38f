import { type Block, closed } from "./block.ts";

/** Chunks of a WebP that hold pixels: https://developers.google.com/speed/webp/docs/riff_container */
const PIXELS = new Set(["VP8 ", "VP8L", "VP8X", "ANIM", "ANMF", "ALPH"]);
const KNOWN: Readonly<Record<string, readonly [string, Block["kind"]]>> = {
  EXIF: ["exif", "exif"],
  "XMP ": ["xmp", "xmp"],
  ICCP: ["icc", "icc"],
};

/** The chunks of a WebP beside its pixels, and what follows its end. */
export function* webpBlocks(all: Buffer): Generator<Block> {
  const end = Math.min(all.length, all.readUInt32LE(4) + 8);
  for (let at = 12; at + 8 <= end; ) {
    const size = all.readUInt32LE(at + 4);
    const type = all.toString("latin1", at, at + 4);
    const data = all.subarray(at + 8, Math.min(end, at + 8 + size));
    const [name, kind] = KNOWN[type] ?? ["chunk", "binary" as const];
    const head = kind === "exif" && data.toString("latin1", 0, 6) === "Exif\0\0" ? 6 : 0;
    if (!PIXELS.has(type)) yield { name, kind, data: data.subarray(head) };
    at += 8 + size + (size % 2);
  }
  yield { name: "end", kind: "binary", data: all.subarray(end) };
}

/** The extensions of a GIF beside its frames, and what follows its end: https://www.w3.org/Graphics/GIF/spec-gif89a.txt */
export function* gifBlocks(all: Buffer): Generator<Block> {
  const tableOf = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  let at = 13 + tableOf(all[10] ?? 0);
  const parts = () => {
    const found: Buffer[] = [];
    for (let size = all[at++] ?? 0; size > 0 && at < all.length; size = all[at++] ?? 0) {
      found.push(all.subarray(at, at + size));
      at += size;
    }
    return found;
  };
  while (at < all.length) {
    const kind = all[at++];
    if (kind === 0x2c) {
      at += 9 + tableOf(all[at + 8] ?? 0) + 1;
      parts();
    } else if (kind === 0x21) {
      const label = all[at++];
      const start = at;
      const [head = Buffer.alloc(0), ...rest] = parts();
      const application = head.toString("latin1");
      if (label === 0xfe) yield { name: "comment", kind: "text", data: Buffer.concat([head, ...rest]) };
      else if (label === 0x01) yield { name: "text", kind: "text", data: Buffer.concat(rest) };
      // Its bytes are no blocks: they stand as they are.
      else if (application === "XMP DataXMP")
        yield { name: "xmp", kind: "xmp", data: all.subarray(start + 12, at) };
      else if (label !== 0xf9 && !/^(?:NETSCAPE2\.0|ANIMEXTS1\.0)$/u.test(application))
        yield { name: "extension", kind: "binary", data: Buffer.concat([head, ...rest]) };
    } else break;
  }
  yield { name: "end", kind: "binary", data: all.subarray(at) };
}

/** Pictures that stand beside those that are decoded, by the words that lists of pictures have for them. */
function* hiddenPictures(list: string): Generator<Block> {
  if (list.includes("thmb")) yield closed("heif.thumbnail");
  if (list.includes("tmap")) yield closed("heif.gainmap");
  const others = [...list.matchAll(/urn:[\w:.-]*aux[\w:.-]*/gu)].map(([urn]) => urn);
  // Transparency is decoded with its picture.
  if (others.some((urn) => !/alpha$|auxid:1$/u.test(urn))) yield closed("heif.auxiliary");
}

/** Boxes, and the profiles of colour among them, each by itself. */
function* lessProfiles(boxes: Buffer): Generator<Block> {
  let from = 0;
  for (const { index } of boxes.toString("latin1").matchAll(/colr(?:prof|rICC)/gu)) {
    const start = index + 8;
    const end = index < 4 ? start : Math.max(start, index - 4 + boxes.readUInt32BE(index - 4));
    yield { name: "boxes", kind: "binary", data: boxes.subarray(from, index) };
    yield { name: "icc", kind: "icc", data: boxes.subarray(start, end) };
    from = Math.max(from, end);
  }
  yield { name: "boxes", kind: "binary", data: boxes.subarray(from) };
}

/** Of an AVIF or HEIF what lies outside of its pixels, and EXIF and XMP wherever these lie: ISO/IEC 14496-12. */
export function* heifBlocks(all: Buffer): Generator<Block> {
  for (let at = 0; at + 8 <= all.length; ) {
    const size = all.readUInt32BE(at) === 0 ? all.length - at : Math.max(8, all.readUInt32BE(at));
    const type = all.toString("latin1", at + 4, at + 8);
    if (type !== "mdat" && type !== "ftyp") yield* lessProfiles(all.subarray(at, at + size));
    if (type === "meta") yield* hiddenPictures(all.toString("latin1", at, at + size));
    at += size;
  }
  for (let at = all.indexOf("Exif\0\0"); at >= 0; at = all.indexOf("Exif\0\0", at + 6))
    // Items of this kind are called so, too.
    if (/^(?:II\*\0|MM\0\*)/u.test(all.toString("latin1", at + 6, at + 10)))
      yield { name: "exif", kind: "exif", data: all.subarray(at + 6) };
  for (let at = all.indexOf("<x:xmpmeta"); at >= 0; at = all.indexOf("<x:xmpmeta", at + 10)) {
    const end = all.indexOf("</x:xmpmeta>", at);
    yield { name: "xmp", kind: "xmp", data: all.subarray(at, end < 0 ? all.length : end) };
  }
}
