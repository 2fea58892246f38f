import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { parquetOf, run, varint, type WrittenPage } from "./parquet-of.ts";

const MANY = 2 ** 29;
const word = (text: string | Buffer) => {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const measured = (runs: Buffer) => word(runs);
const plain = (values: number, unpacked?: number): WrittenPage => ({
  kind: "data",
  values,
  encoding: 0,
  bytes: word("x"),
  ...(unpacked === undefined ? {} : { unpacked }),
});
/** Deltas of a first number, each of the others larger by `step`, which a block says once. */
function deltas(block: number, parts: number, count: number, first = 0, step = 0): Buffer {
  const head = [block, parts, count, 2 * first].map((value) => varint(BigInt(value)));
  const widths = Buffer.alloc(Math.min(parts, 8));
  const blocks = Array.from({ length: Math.ceil((count - 1) / block) }, () =>
    Buffer.concat([varint(BigInt(2 * step)), widths]),
  );
  return Buffer.concat([...head, ...blocks]);
}

/** Zstandard blocks of 128 KiB each in four bytes: https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1.2 */
function zstdRuns(blocks: number, declared?: bigint): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(declared ?? 0n);
  const head = declared === undefined ? Buffer.from([0, 0x88]) : Buffer.concat([Buffer.from([0xe0]), size]);
  const each = Array.from({ length: blocks }, (_, i) => {
    const block = Buffer.alloc(4, 0x41);
    block.writeUIntLE(((128 * 1024) << 3) | 2 | (i === blocks - 1 ? 1 : 0), 0, 3);
    return block;
  });
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), head, ...each]);
}

/** Parquet files of a few kilobytes that claim, and some of which hold, more than anybody wants unpacked. */
export const parquetBombs: Readonly<Record<string, () => Buffer>> = {
  "a page of five hundred million values": () =>
    parquetOf(9, [{ name: "caption", type: 6, pages: [plain(MANY)] }]),
  "rows without end": () => parquetOf(MANY, [{ name: "caption", type: 6, pages: [plain(MANY)] }]),
  "a run of levels without end": () =>
    parquetOf(9, [
      {
        name: "caption",
        type: 6,
        optional: true,
        pages: [
          {
            kind: "data",
            values: 9,
            encoding: 0,
            bytes: Buffer.concat([measured(run(MANY, 1, 1)), word("x")]),
          },
        ],
      },
    ]),
  "a run of levels in a page of the second kind": () =>
    parquetOf(9, [
      {
        name: "caption",
        type: 6,
        optional: true,
        pages: [
          { kind: "data2", values: 9, encoding: 0, bytes: run(MANY, 1, 1), levels: run(MANY, 1, 1).length },
        ],
      },
    ]),
  "packed levels of a negative number of groups": () =>
    parquetOf(9, [
      {
        name: "caption",
        type: 6,
        optional: true,
        pages: [
          { kind: "data", values: 9, encoding: 0, bytes: measured(Buffer.from("ffffffff0f00", "hex")) },
        ],
      },
    ]),
  "places in a dictionary without end": () =>
    parquetOf(9, [
      {
        name: "caption",
        type: 6,
        pages: [
          { kind: "dictionary", values: 1, encoding: 0, bytes: word("x") },
          { kind: "data", values: 9, encoding: 8, bytes: Buffer.concat([Buffer.from([1]), run(MANY, 0, 1)]) },
        ],
      },
    ]),
  "a dictionary of five hundred million words": () =>
    parquetOf(9, [
      {
        name: "caption",
        type: 6,
        pages: [{ kind: "dictionary", values: MANY, encoding: 0, bytes: word("x") }, plain(9)],
      },
    ]),
  "a long text shown a million times": () => {
    const bytes = word(Buffer.alloc(8_000_000, 65));
    return parquetOf(1_000_000, [
      {
        name: "caption",
        type: 6,
        codec: 2,
        pages: [
          { kind: "dictionary", values: 1, encoding: 0, bytes: gzipSync(bytes), unpacked: bytes.length },
          ...((places) => [
            {
              kind: "data",
              values: 1_000_000,
              encoding: 8,
              bytes: gzipSync(places),
              unpacked: places.length,
            } as const,
          ])(Buffer.concat([Buffer.from([1]), run(1_000_000, 0, 1)])),
        ],
      },
    ]);
  },
  "strings that each repeat the one before": () => {
    const count = 400_000;
    const bytes = Buffer.concat([
      deltas(128, 1, count, 0, 1),
      deltas(128, 1, count, 1),
      Buffer.alloc(count, 65),
    ]);
    return parquetOf(count, [
      {
        name: "caption",
        type: 6,
        codec: 2,
        pages: [{ kind: "data", values: count, encoding: 7, bytes: gzipSync(bytes), unpacked: bytes.length }],
      },
    ]);
  },
  "deltas in a negative number of parts": () =>
    parquetOf(9, [
      {
        name: "n",
        type: 1,
        pages: [
          {
            kind: "data",
            values: 9,
            encoding: 5,
            bytes: Buffer.from("8001fbffffff0f0902000000000000", "hex"),
          },
        ],
      },
    ]),
  "deltas in five hundred million parts": () =>
    parquetOf(9, [
      {
        name: "n",
        type: 2,
        pages: [{ kind: "data", values: 9, encoding: 5, bytes: deltas(2 ** 30, MANY, 9) }],
      },
    ]),
  "Zstandard that declares two gigabytes": () =>
    parquetOf(9, [
      {
        name: "caption",
        type: 6,
        codec: 6,
        pages: [{ ...plain(9), bytes: zstdRuns(4, 2n ** 31n), unpacked: 100 }],
      },
    ]),
  "Zstandard that unpacks to a gigabyte": () =>
    parquetOf(9, [
      { name: "caption", type: 6, codec: 6, pages: [{ ...plain(9), bytes: zstdRuns(8192), unpacked: 100 }] },
    ]),
  "gzip that unpacks to four hundred megabytes": () =>
    parquetOf(9, [
      {
        name: "caption",
        type: 6,
        codec: 2,
        pages: [{ ...plain(9), bytes: gzipSync(Buffer.alloc(4e8)), unpacked: 4e8 }],
      },
    ]),
  "Brotli that unpacks to four hundred megabytes": () =>
    parquetOf(9, [
      {
        name: "caption",
        type: 6,
        codec: 4,
        pages: [
          {
            ...plain(9),
            bytes: brotliCompressSync(Buffer.alloc(4e8), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
            unpacked: 4e8,
          },
        ],
      },
    ]),
  "a footer with lists inside lists": () => {
    const whole = parquetOf(9, [{ name: "caption", type: 6, pages: [plain(9)] }]);
    const nested = Buffer.concat(
      Array.from({ length: 20 }, () => Buffer.concat([Buffer.from([0xf9]), varint(3n * 10n ** 7n)])),
    );
    const footer = Buffer.concat([Buffer.from([0x19]), nested]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    return Buffer.concat([whole.subarray(0, 40), footer, length, Buffer.from("PAR1")]);
  },
};
