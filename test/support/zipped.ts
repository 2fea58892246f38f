import { crc32, deflateRawSync } from "node:zlib";

/** How a file of a zip is written, where it is not plain and whole. */
export interface ZipOddity {
  readonly flags?: number;
  readonly method?: number;
  readonly mode?: number;
  /** The size that the zip states. */
  readonly size?: number;
  readonly crc32?: number;
}

/** A file of a zip to write. */
export type ZipMember = readonly [name: string | Buffer, content: string | Uint8Array, odd?: ZipOddity];

/** A zip's bytes, deflated: local headers, then the directory, then where that is (APPNOTE.TXT 4.3). */
export function zipOf(members: readonly ZipMember[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [named, content, odd = {}] of members) {
    const name = Buffer.from(named);
    const bytes = Buffer.from(content);
    const { flags = 0, method = 8, mode = 0o100644, size = bytes.length } = odd;
    const packed = method === 8 ? deflateRawSync(bytes) : bytes;
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(flags, 2);
    facts.writeUInt16LE(method, 4);
    facts.writeUInt32LE(odd.crc32 ?? crc32(bytes), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(size, 18);
    facts.writeUInt16LE(name.length, 22);
    const more = Buffer.alloc(14);
    more.writeUInt32LE((mode << 16) >>> 0, 6);
    more.writeUInt32LE(at, 10);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), facts, name, packed]);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([20, 3]), facts, more, name]));
    parts.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, listed, Buffer.from("PK\x05\x06"), end]);
}
