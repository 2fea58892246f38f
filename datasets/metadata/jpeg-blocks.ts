import { jpegsIn } from "../decode/behind-end.ts";
import type { Block } from "./block.ts";
import { closed } from "./block.ts";

/** What applications' segments begin with. */
const HEADS: readonly (readonly [head: string, name: string, kind: Block["kind"]])[] = [
  ["Exif\0\0", "exif", "exif"],
  ["http://ns.adobe.com/xap/1.0/\0", "xmp", "xmp"],
  ["Photoshop 3.0\0", "photoshop", "photoshop"],
  ["ICC_PROFILE\0", "icc", "icc"],
];
const MORE_XMP = "http://ns.adobe.com/xmp/extension/\0";
/** Behind it stand a digest, a length and an offset. */
const MORE_XMP_HEAD = MORE_XMP.length + 40;

/** The segments of a JPEG beside its picture, and what follows its end: ITU-T T.81, annex B; Exif 2.32, 4.5.4. */
export function* jpegBlocks(all: Buffer): Generator<Block> {
  const more: Buffer[] = [];
  let at = 2;
  while (at + 1 < all.length) {
    if (all[at] !== 0xff) {
      // Entropy-coded data goes on to the next marker.
      at = all.indexOf(0xff, at);
      if (at < 0) break;
      continue;
    }
    const marker = all[at + 1] as number;
    if (marker === 0xd9) break;
    if (marker === 0xff || marker <= 1 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (at + 4 > all.length) break;
    const end = at + 2 + all.readUInt16BE(at + 2);
    const data = all.subarray(at + 4, end);
    if (marker === 0xfe) yield { name: "comment", kind: "text", data };
    else if (marker >= 0xe0 && marker <= 0xef)
      if (startsWith(data, MORE_XMP)) more.push(data.subarray(MORE_XMP_HEAD));
      else yield* application(marker - 0xe0, data);
    at = end;
  }
  if (more.length > 0) yield { name: "xmp", kind: "xmp", data: Buffer.concat(more) };
  if (at >= 0 && all[at + 1] === 0xd9) yield* behind(all.subarray(at + 2));
}

/** Further pictures, as multi-picture files hold them, and what else follows. */
function* behind(rest: Buffer): Generator<Block> {
  let from = 0;
  while (rest[from] === 0) from++;
  const pictures = jpegsIn(rest.subarray(from));
  for (const [i, { start, end }] of pictures.entries())
    yield { name: `picture[${i + 1}]`, kind: "image", data: rest.subarray(from + start, from + end) };
  const data = pictures.length === 0 ? rest : rest.subarray(from + (pictures.at(-1)?.end ?? 0));
  yield { name: "end", kind: "binary", data };
}

function* application(number: number, data: Buffer): Generator<Block> {
  const [head, name, kind] = HEADS.find(([start]) => startsWith(data, start)) ?? [];
  if (head !== undefined && name !== undefined && kind !== undefined)
    yield { name, kind, data: data.subarray(head.length) };
  // Its last bytes say how large the thumbnail is, which has no header of its own.
  else if (startsWith(data, "JFIF\0")) {
    if (data.length > 14 && (data[12] ?? 0) * (data[13] ?? 0) > 0) yield closed("jfif.thumbnail");
  } else if (startsWith(data, "JFXX\0")) {
    if (data[5] === 0x10) yield { name: "jfif.thumbnail", kind: "image", data: data.subarray(6) };
    else yield closed("jfif.thumbnail");
  } else if (!startsWith(data, "Adobe\0")) yield { name: `app${number}`, kind: "binary", data };
}

function startsWith(data: Buffer, head: string): boolean {
  return data.toString("latin1", 0, head.length) === head;
}
