import { mediaKind } from "../media-kind.ts";

/**
 * What hides behind the end of a JPEG or PNG: another image (as in MPO), a film (as in motion photos), a document.
 * Viewers show only the first. `undefined` where nothing does, or only padding and bytes that are nothing to look at.
 */
export function behindEnd(bytes: Uint8Array): string | undefined {
  const end = endOfJpeg(bytes) ?? endOfPng(bytes);
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

/** Behind a JPEG's end of image. https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.1.1 */
function endOfJpeg(bytes: Uint8Array): number | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  for (let at = 2; at + 1 < bytes.length; ) {
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
