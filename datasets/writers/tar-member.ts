import type { Pack } from "tar-stream";
import type { StoredMember } from "../pair.ts";

/** Adds a file to a tar; resolves once its bytes have been taken, so that a slow disk holds the reader back. */
export function addMember(pack: Pack, { name, bytes }: StoredMember): Promise<void> {
  const header = {
    name,
    size: bytes.length,
    mode: 0o444,
    mtime: new Date(0),
    uname: "bigdata",
    gname: "bigdata",
  };
  return new Promise((resolve, reject) => {
    pack.entry(header, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), (error) =>
      error ? reject(error) : resolve(),
    );
  });
}
