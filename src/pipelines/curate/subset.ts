/**
 * DataComp's list of chosen uids: a NumPy array of dtype `u8,u8` (the two halves of each 32-digit uid), sorted.
 * @param uids 32 hexadecimal digits each
 * @see NumPy's NPY format, version 1.0
 */
export function subsetNpy(uids: readonly string[]): Uint8Array {
  const halves = [...uids]
    .sort()
    .flatMap((uid) => [BigInt(`0x${uid.slice(0, 16)}`), BigInt(`0x${uid.slice(16)}`)]);
  const about = `{'descr': [('f0', '<u8'), ('f1', '<u8')], 'fortran_order': False, 'shape': (${uids.length},), }`;
  const magic = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  // The header ends with a line break and fills a multiple of 64 bytes.
  const length = 64 * Math.ceil((magic.length + 2 + about.length + 1) / 64) - magic.length - 2;
  const size = Buffer.alloc(2);
  size.writeUInt16LE(length);
  const data = Buffer.alloc(8 * halves.length);
  for (const [i, half] of halves.entries()) data.writeBigUInt64LE(half, 8 * i);
  return Buffer.concat([magic, size, Buffer.from(`${about.padEnd(length - 1)}\n`), data]);
}

/** Bytes of one uid. */
const UID_BYTES = 16;

/** The uids of such a list. @param bytes as {@link subsetNpy} writes them */
export function uidsIn(bytes: Uint8Array): readonly string[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const uids: string[] = [];
  for (let at = 10 + view.readUInt16LE(8); at + UID_BYTES <= view.length; at += UID_BYTES)
    uids.push(
      [0, 8]
        .map((half) =>
          view
            .readBigUInt64LE(at + half)
            .toString(16)
            .padStart(16, "0"),
        )
        .join(""),
    );
  return uids;
}
