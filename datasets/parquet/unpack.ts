import { decompress as unzstd } from "fzstd";
import type { Compressors } from "hyparquet";
import { compressors } from "hyparquet-compressors";

/** A page that declares more is not decompressed: a few bytes may claim any size. */
export const PAGE_BYTES = 512 * 2 ** 20;

const unpackers: Compressors = {
  ...compressors,
  ZSTD: (bytes, size) => {
    const declared = zstdSize(bytes);
    if (declared !== undefined && declared !== size)
      throw new Error(`a page of ${size} bytes whose zstd data declares ${declared}`);
    // Into what was made for it, so that data that says nothing of its size cannot grow past the page's.
    return unzstd(bytes, new Uint8Array(size));
  },
};

/** Unpacks a page's bytes into as many as its header says, and no more. @throws Error where they are others */
export function unpack(codec: string, bytes: Uint8Array, size: number): Uint8Array {
  if (!(size >= 0 && size <= PAGE_BYTES))
    throw new Error(`wanted pages of at most ${PAGE_BYTES} bytes, got one that declares ${size}`);
  const unpacker = codec === "UNCOMPRESSED" ? undefined : unpackers[codec as keyof Compressors];
  if (unpacker === undefined && codec !== "UNCOMPRESSED")
    throw new Error(`a compression that is not supported: ${codec}`);
  const page = unpacker ? unpacker(bytes, size) : bytes;
  if (page.length !== size) throw new Error(`a page of ${page.length} bytes that declares ${size}`);
  return page;
}

/** What the first frame says of its size: https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1.1 */
function zstdSize(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return declaredSize(view);
  } catch (cause) {
    throw new Error("a page of zstd data that is cut off", { cause });
  }
}

/** A frame of a few values may be ten bytes long. @throws RangeError where the header itself is not whole */
function declaredSize(view: DataView): number | undefined {
  const flags = view.getUint8(4);
  const single = (flags & 0x20) !== 0;
  const at = 5 + (single ? 0 : 1) + ([0, 1, 2, 4][flags & 3] ?? 0);
  switch (flags >> 6) {
    case 0:
      return single ? view.getUint8(at) : undefined;
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}
