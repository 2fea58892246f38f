import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { maskedCrc32c } from "../../../datasets/tfrecord/crc32c.ts";
import { recordOf, tfrecordOf } from "../../support/tfrecord-of.ts";
import { folderOf, parquetFile, picture, readFolder } from "../../support/written.ts";

async function examples(count: number) {
  return Promise.all(
    Array.from({ length: count }, async (_, n) => ({
      key: `00000000${n}`,
      jpg: await picture(n),
      caption: `a red barn number ${n}`,
      similarity: { float: [0.5] },
      width: { int: [-8] },
      sizes: { int: [1, 2] },
    })),
  );
}

it("reads pictures, captions and numbers of tf.train.Example, packed or not", async () => {
  const bytes = tfrecordOf(await examples(2));
  for (const [name, content] of Object.entries({
    "a.tfrecord": bytes,
    "a.tfrecord-00000-of-00001": gzipSync(bytes),
  })) {
    const { pairs, troubles } = await readFolder({ [name]: content });
    expect(troubles).toEqual([]);
    expect(pairs.map(({ caption }) => caption)).toEqual(["a red barn number 0", "a red barn number 1"]);
    expect(pairs[1]?.key).toMatch(/\/000000001$/u);
    expect(await pairs[1]?.image?.()).toEqual(await picture(1));
    expect(pairs[0]?.meta).toMatchObject({ similarity: 0.5, width: -8, sizes: [1, 2] });
  }
});

it("takes img2dataset's table beside it for what it is", async () => {
  const table = parquetFile({
    key: ["000000000"],
    url: ["https://example.org/0"],
    caption: ["a red barn number 0"],
  });
  const files = { "00000.tfrecord": tfrecordOf(await examples(1)), "00000.parquet": table };
  expect((await readFolder(files)).pairs).toHaveLength(1);
});

it("says where it is cut, changed, or holds something else", async () => {
  const bytes = tfrecordOf(await examples(2));
  const cut = await readFolder({ "a.tfrecord": bytes.subarray(0, -20) });
  expect([cut.pairs.length, cut.troubles]).toEqual([
    1,
    ['Cannot read "a.tfrecord" to its end: it is cut short'],
  ]);
  const changed = Buffer.from(bytes);
  changed[bytes.length - 10] = (changed[bytes.length - 10] ?? 0) ^ 1;
  expect((await readFolder({ "a.tfrecord": changed })).pairs[1]?.error).toBe(
    "Cannot read record: its checksum is another",
  );
  const other = { "a.tfrecord": Buffer.concat(recordOf(Buffer.from("text"))), "b.jpg": await picture(0) };
  expect((await openDataset(folderOf(other))).troubles).toEqual([
    expect.stringMatching(/TensorFlow records\): a\.tfrecord/u),
  ]);
});

it("has the checksums of RFC 3720", () => {
  const unmask = (value: number) => {
    const turned = (value - 0xa282ead8) >>> 0;
    return ((turned >>> 17) | (turned << 15)) >>> 0;
  };
  expect(unmask(maskedCrc32c(new Uint8Array(32)))).toBe(0x8a9136aa);
  expect(unmask(maskedCrc32c(Buffer.from("123456789")))).toBe(0xe3069283);
});
