import type { Block } from "./block.ts";
import { closed } from "./block.ts";

/** Resources that hold blocks of other kinds: Adobe Photoshop File Formats Specification, image resource IDs. */
const KINDS: Readonly<Record<number, Block["kind"]>> = {
  1039: "icc",
  1058: "exif",
  1059: "exif",
  1060: "xmp",
};
const IPTC = 1028;
const THUMBNAILS = new Set([1033, 1036]);
/** What stands before a thumbnail's JPEG. */
const THUMBNAIL_HEAD = 28;
/** Datasets of IPTC's records that say something to people: IPTC-NAA IIM 4.2. */
const DATASETS: Readonly<Record<number, string>> = {
  5: "ObjectName",
  25: "Keywords",
  80: "By-line",
  105: "Headline",
  116: "CopyrightNotice",
  120: "Caption",
};

/** The resources of Photoshop, or records of IPTC by themselves, as blocks. */
export function* photoshopBlocks(all: Buffer): Generator<Block> {
  if (all[0] === 0x1c) return yield* iptcBlocks(all);
  let at = 0;
  while (
    at + 12 <= all.length &&
    /^(?:8BIM|8B64|MeSa|PHUT|AgHg|DCSR)$/u.test(all.toString("latin1", at, at + 4))
  ) {
    const id = all.readUInt16BE(at + 4);
    const nameSize = all[at + 6] ?? 0;
    const name = all.subarray(at + 7, at + 7 + nameSize);
    const start = at + 6 + nameSize + 1 + ((nameSize + 1) % 2) + 4;
    if (start > all.length) break;
    const size = all.readUInt32BE(start - 4);
    const data = all.subarray(start, start + size);
    if (name.length > 0) yield { name: "photoshop.name", kind: "text", data: name };
    if (id === IPTC) yield* iptcBlocks(data);
    else if (THUMBNAILS.has(id))
      if (data.length > THUMBNAIL_HEAD && data.readUInt32BE(0) === 1)
        yield { name: "photoshop.thumbnail", kind: "image", data: data.subarray(THUMBNAIL_HEAD) };
      else yield closed("photoshop.thumbnail");
    else yield { name: KINDS[id] ?? "photoshop", kind: KINDS[id] ?? "binary", data };
    at = start + size + (size % 2);
  }
  yield { name: "photoshop", kind: "binary", data: all.subarray(at) };
}

function* iptcBlocks(all: Buffer): Generator<Block> {
  let at = 0;
  while (at + 5 <= all.length && all[at] === 0x1c) {
    const [record, dataset] = [all[at + 1] ?? 0, all[at + 2] ?? 0];
    const size = all.readUInt16BE(at + 3);
    // A longer one says first how many bytes say its length.
    const extended = size > 0x7fff ? size & 0x7fff : 0;
    const start = at + 5 + extended;
    const length =
      extended === 0
        ? size
        : extended <= 4
          ? all.subarray(at + 5, start).reduce((sum, byte) => sum * 256 + byte, 0)
          : all.length;
    const name = `iptc.${(record === 2 ? DATASETS[dataset] : undefined) ?? `${record}:${dataset}`}`;
    yield { name, kind: record === 2 ? "text" : "binary", data: all.subarray(start, start + length) };
    at = start + length;
  }
  yield { name: "iptc", kind: "binary", data: all.subarray(at) };
}
