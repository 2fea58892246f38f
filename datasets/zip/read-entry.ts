import { open } from "node:fs/promises";
import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";
import { bunzip2 } from "../packing/bzip2.ts";
import { unzstd } from "../packing/zstd.ts";
import { isKnownMethod, type ZipEntry } from "./archive.ts";

const HEADER_BYTES = 30;
const HEADER_MAGIC = 0x04034b50;
const inflate = promisify(inflateRaw);

/** Reads a file out of a zip, whole and checked, or out of a tar. @throws Error with one line */
export async function readEntry(path: string, entry: ZipEntry): Promise<Uint8Array> {
  const { size, packedSize, method, offset, problem, crc32: sum } = entry;
  if (problem !== undefined || !isKnownMethod(method)) throw new Error(problem ?? "an unknown packing");
  const packed = await packedBytes(path, offset, packedSize, sum === undefined);
  const bytes = await unpack(packed, method, size);
  if (bytes.length !== size) throw new Error(`wanted ${size} bytes, got ${bytes.length}`);
  if (sum !== undefined && crc32(bytes) !== sum)
    throw new Error("it is damaged: its checksum does not match");
  return bytes;
}

/** @param bare whether its bytes stand at `offset`, without a header of their own */
async function packedBytes(path: string, offset: number, length: number, bare: boolean): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (bare) {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await file.read(bytes, 0, length, offset);
      if (bytesRead < length) throw new Error("the archive has changed");
      return bytes;
    }
    const header = Buffer.alloc(HEADER_BYTES);
    await file.read(header, 0, HEADER_BYTES, offset);
    const start = offset + HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
    if (header.readUInt32LE(0) !== HEADER_MAGIC || start + length > size)
      throw new Error("it is damaged: the archive's directory points elsewhere");
    const packed = Buffer.alloc(length);
    await file.read(packed, 0, length, start);
    return packed;
  } finally {
    await file.close();
  }
}

async function unpack(packed: Uint8Array, method: 0 | 8 | 12 | 93, size: number): Promise<Uint8Array> {
  if (method === 0) return packed;
  if (method === 8)
    return inflate(packed, { maxOutputLength: Math.max(1, size) }).catch((cause: unknown) => {
      throw new Error("it is damaged, or larger than it says", { cause });
    });
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of method === 12 ? bunzip2(once(packed)) : unzstd(once(packed))) {
    length += part.length;
    if (length > size) throw new Error("it is larger than it says");
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
