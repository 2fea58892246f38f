import { PAYLOAD } from "./layout.ts";

const ID_BITS = 32;

/** The mark's 48 bits: 32 of the id, then CRC-16/CCITT-FALSE over its four bytes. */
export function encodePayload(id: number): Uint8Array {
  const whole = (BigInt(id >>> 0) << 16n) | BigInt(crc16(id));
  return Uint8Array.from({ length: PAYLOAD }, (_, i) => Number((whole >> BigInt(PAYLOAD - 1 - i)) & 1n));
}

/** The id, or null when the checksum does not fit. */
export function decodePayload(bits: Uint8Array): number | null {
  let id = 0;
  for (let i = 0; i < ID_BITS; i++) id = ((id << 1) | (bits[i] ?? 0)) >>> 0;
  let checksum = 0;
  for (let i = ID_BITS; i < PAYLOAD; i++) checksum = (checksum << 1) | (bits[i] ?? 0);
  return checksum === crc16(id) ? id : null;
}

/** Polynomial 0x1021, start 0xffff; of "123456789" it is 0x29b1 (catalogue of parametrised CRC algorithms). */
export function crc16Of(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff) >>> 0;
  }
  return crc;
}

function crc16(id: number): number {
  return crc16Of(Uint8Array.of(id >>> 24, (id >>> 16) & 255, (id >>> 8) & 255, id & 255));
}
