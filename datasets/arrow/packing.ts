import { CompressionType, compressionRegistry } from "apache-arrow";
import { Decompress } from "fzstd";
import { unlz4 } from "../packing/lz4.ts";

/** What the buffers of one batch may unpack to together: a few bytes may claim any size. */
const BATCH_BYTES = 2 ** 30;

let used = 0;

/** Runs a decoder with what is left of the batch: its buffers are unpacked in one go, before anything else happens. */
function within(unpack: (packed: Uint8Array, limit: number) => Uint8Array) {
  return {
    decode(packed: Uint8Array): Uint8Array {
      if (used === 0)
        queueMicrotask(() => {
          used = 0;
        });
      const bytes = unpack(packed, BATCH_BYTES - used);
      used += bytes.length;
      return bytes;
    },
  };
}

function unzstd(packed: Uint8Array, limit: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  let length = 0;
  const decoder = new Decompress((block) => {
    length += block.length;
    if (length > limit) throw new Error(`wanted at most ${limit} bytes, got more`);
    blocks.push(block);
  });
  decoder.push(packed.slice(), true);
  return Buffer.concat(blocks, length);
}

/** Teaches the library to unpack the buffers of batches, of which it knows only how they are marked. */
export function readPackedBatches(): void {
  if (compressionRegistry.get(CompressionType.ZSTD) !== null) return;
  compressionRegistry.set(CompressionType.LZ4_FRAME, within(unlz4));
  compressionRegistry.set(CompressionType.ZSTD, within(unzstd));
}
