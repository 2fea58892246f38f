import { mediaKind } from "../media-kind.ts";

/**
 * What hides behind the end of a JPEG or PNG and is no further JPEG of its own, which is measured as such: a film (as in
 * motion photos), a document, an image that is cut. Viewers show only the first. `undefined` where nothing does, or only
 * padding and bytes that are nothing to look at.
 */
export function behindEnd(bytes: Uint8Array): string | undefined {
  const end = jpegsIn(bytes).at(-1)?.end ?? endOfPng(bytes);
  if (end === undefined) return undefined;
  let from = end;
  while (from < bytes.length && bytes[from] === 0) from++;
  // Films begin with up to three zeros of their own.
  const starts = [0, 1, 2, 3].map((zeros) => from - zeros).filter((start) => start >= end);
  for (const start of starts) {
    const media = mediaKind(bytes.subarray(start), "");
    if (media.kind !== "other") return media.kind === "image" ? "another image" : media.what;
  }
  return undefined;
}

/** Where JPEGs lie one behind the other in one file, as multi-picture files and photos with a gain map hold them. */
export function jpegsIn(bytes: Uint8Array): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (let start = 0; ; ) {
    const end = endOfJpeg(bytes, start);
    if (end === undefined) return found;
    found.push({ start, end });
    for (start = end; bytes[start] === 0; ) start++;
  }
}

/** Behind a JPEG's end of image. https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.1.1 */
function endOfJpeg(bytes: Uint8Array, start: number): number | undefined {
  if (bytes[start] !== 0xff || bytes[start + 1] !== 0xd8 || bytes[start + 2] !== 0xff) return undefined;
  for (let at = start + 2; at + 1 < bytes.length; ) {
    if (bytes[at] !== 0xff) {
      // Entropy-coded data goes on to the next marker that is no restart and no stuffed byte.
      at++;
      continue;
    }
    const marker = bytes[at + 1] as number;
    if (marker === 0xd9) return at + 2;
    const alone = marker === 0 || marker === 0xff || marker === 1 || (marker >= 0xd0 && marker <= 0xd7);
    if (alone) at += marker === 0xff ? 1 : 2;
    else at += 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
  }
  return undefined;
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Behind a PNG's last chunk. https://www.w3.org/TR/png-3/#5Chunk-layout */
function endOfPng(bytes: Uint8Array): number | undefined {
  if (PNG.some((byte, i) => bytes[i] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = PNG.length; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    // IEND
    if (view.getUint32(at + 4) === 0x49454e44) return end;
    at = end;
  }
  return undefined;
}
