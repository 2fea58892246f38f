import { open } from "node:fs/promises";

interface Packing {
  readonly name: string;
  readonly magic: string;
  readonly unpack: string;
}

/** Packings that are known and not read. https://en.wikipedia.org/wiki/List_of_file_signatures */
const packings: readonly Packing[] = [
  { name: "zstd", magic: "28b52ffd", unpack: "zstd -d" },
  { name: "bzip2", magic: "425a68", unpack: "bunzip2" },
  { name: "xz", magic: "fd377a585a00", unpack: "unxz" },
];

/** A packing that is not read, by a file's bytes: a packed tar is often called `.tar`. */
export async function otherPacking(path: string): Promise<Packing | undefined> {
  const head = await firstBytes(path);
  return packings.find(({ magic }) => head.startsWith(magic));
}

/** A file's first six bytes, hexadecimal. */
export async function firstBytes(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(6), 0, 6, 0);
    return buffer.toString("hex", 0, bytesRead);
  } finally {
    await file.close();
  }
}
