/** Says that more bytes must come before these bits can be read. */
export class OutOfBytes extends Error {
  override readonly name = "OutOfBytes";
}

/** Reads bits, the highest first, from bytes as they come. */
export interface BitReader {
  add(bytes: Uint8Array): void;
  /** Up to 32 bits, as a signed integer where it is 32. @throws OutOfBytes */
  read(count: number): number;
  /** Passes over what is left of a byte. */
  align(): void;
  /** Notes this place, to come back to. */
  mark(): void;
  rewind(): void;
  isAtEnd(): boolean;
}

export function bitReader(): BitReader {
  let bytes: Uint8Array = new Uint8Array();
  // In bits, from the start of `bytes`.
  let at = 0;
  let marked = 0;
  return {
    add(more) {
      const from = marked >>> 3;
      bytes = Buffer.concat([bytes.subarray(from), more]);
      at -= from * 8;
      marked -= from * 8;
    },
    read(count) {
      if (at + count > bytes.length * 8) throw new OutOfBytes();
      let value = 0;
      for (let left = count; left > 0; ) {
        const within = at & 7;
        const take = Math.min(8 - within, left);
        const byte = bytes[at >>> 3] as number;
        value = (value << take) | ((byte >>> (8 - within - take)) & ((1 << take) - 1));
        at += take;
        left -= take;
      }
      return value;
    },
    align() {
      at = (at + 7) & ~7;
    },
    mark() {
      marked = at;
    },
    rewind() {
      at = marked;
    },
    isAtEnd: () => at >= bytes.length * 8,
  };
}
