import { crc32 } from "node:zlib";

/** One chunk: https://www.w3.org/TR/png-3/#5Chunk-layout */
export interface PngChunk {
  readonly type: string;
  readonly data: Buffer;
  /** Whether its checksum is right. */
  readonly sound: boolean;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The chunks as far as they are whole. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = SIGNATURE.length; at + 12 <= all.length; ) {
    const end = at + 8 + all.readUInt32BE(at);
    if (end + 4 > all.length) return;
    const sound = crc32(all.subarray(at + 4, end)) === all.readUInt32BE(end);
    const type = all.toString("latin1", at + 4, at + 8);
    yield { type, data: all.subarray(at + 8, end), sound };
    if (type === "IEND") return;
    at = end + 4;
  }
}

/** A PNG of these chunks, with their checksums. */
export function writePng(chunks: Iterable<Pick<PngChunk, "type" | "data">>): Buffer {
  const parts: Buffer[] = [SIGNATURE];
  for (const { type, data } of chunks) {
    const whole = Buffer.alloc(data.length + 12);
    whole.writeUInt32BE(data.length);
    whole.write(type, 4, "latin1");
    data.copy(whole, 8);
    whole.writeUInt32BE(crc32(whole.subarray(4, data.length + 8)), data.length + 8);
    parts.push(whole);
  }
  return Buffer.concat(parts);
}
