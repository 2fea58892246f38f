/** The checksum that bzip2 uses: CRC-32, the highest bit first. */
export interface Crc {
  add(bytes: Uint8Array): void;
  value(): number;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

export function crcOf(): Crc {
  let sum = 0xffffffff;
  return {
    add(bytes) {
      for (const byte of bytes) sum = (sum << 8) ^ (TABLE[((sum >>> 24) ^ byte) & 255] as number);
    },
    value: () => ~sum >>> 0,
  };
}
