import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { storedRecords } from "../tables/tfrecord.ts";
import { maskedCrc32c } from "../tfrecord/crc32c.ts";
import { lessFeatures } from "../tfrecord/example.ts";
import type { DatasetWriter, ShardWriter, Target } from "../writer.ts";

/** Records of the source's files, byte for byte where nothing is left out of them. */
export const sourceTfrecord: DatasetWriter = {
  id: "tfrecord",
  about: "the source's TensorFlow records that pass, with their features",
  numbered: false,
  needsImages: false,
  stores: () => true,
  refuses: ({ pair }) => (pair.record === undefined ? "its record could not be read" : null),
  begin,
  files: (shards) => `${shards}.tfrecord`,
  globs: (file) => (file === undefined ? [] : [file]),
};

/** The source is read once more beside the pairs: what a record says need not be all that its bytes hold. */
async function begin({ folder, shard }: Target): Promise<ShardWriter> {
  const { file, source } = shard ?? {};
  if (file === undefined || source === undefined)
    throw new Error("Cannot write records as they were: wanted the file of their source, got none");
  const path = join(folder, source);
  await mkdir(dirname(path), { recursive: true });
  const out = await open(path, "w");
  const isPacked = /\.gz$/iu.test(source);
  const stop = new AbortController();
  const records = storedRecords(file, stop.signal);
  let [at, written] = [0, 0];
  const recordOf = async (row: number) => {
    for (let next = await records.next(); !next.done; next = await records.next())
      if (!("trouble" in next.value) && at++ === row) return next.value.bytes;
    throw new Error(`Cannot read record ${row} of "${file}" again`);
  };
  const close = async () => {
    stop.abort();
    await records.return(undefined).catch(() => {});
    await out.close();
  };
  return {
    async write({ pair: { row, record = {} } }) {
      const bytes = lessFeatures(await recordOf(row), (name) => record[name] !== undefined);
      const framed = frameOf(bytes);
      // Gzip's members may follow one another.
      await out.write(isPacked ? gzipSync(framed) : framed);
      written++;
    },
    async finish() {
      await out.sync();
      await close();
      return written === 0 ? [] : [source];
    },
    kinds: () => [],
    abandon: close,
  };
}

/** Length, the checksum of that, the bytes, and theirs. */
function frameOf(bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(12);
  head.writeBigUInt64LE(BigInt(bytes.length));
  head.writeUInt32LE(maskedCrc32c(head.subarray(0, 8)), 8);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(maskedCrc32c(bytes));
  return Buffer.concat([head, bytes, tail]);
}
