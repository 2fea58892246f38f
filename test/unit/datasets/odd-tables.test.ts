import { ByteWriter, parquetWrite } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { unpack } from "../../../datasets/parquet/unpack.ts";
import { isPlain } from "../../../datasets/plain-value.ts";
import { parquetFile, picture, readFolder } from "../../support/written.ts";

const captionsOf = async (files: Parameters<typeof readFolder>[0]) =>
  (await readFolder(files)).pairs.map(({ caption, captions, error, image }) => [
    error ?? captions ?? caption,
    image !== undefined,
  ]);

function scans(rows: readonly (readonly [Uint8Array, string])[]): Uint8Array {
  const writer = new ByteWriter();
  void parquetWrite({
    writer,
    columnData: [
      { name: "scan", data: rows.map(([bytes]) => bytes), type: "BYTE_ARRAY" },
      { name: "caption", data: rows.map(([, text]) => text), type: "STRING" },
    ],
  });
  return new Uint8Array(writer.getBuffer());
}

describe("odd tables", () => {
  it("without rows, of one split, say nothing of the pictures of another", async () => {
    const files = {
      "test-00000-of-00001.parquet": scans([]),
      "train-00000-of-00001.parquet": scans([[await picture(1), "a square of one colour"]]),
    };
    expect(await captionsOf(files)).toEqual([["a square of one colour", true]]);
  });

  it("whose captions hold more commas than a line has tabs are parted by the tabs", async () => {
    const files = {
      "Flickr8k.token.txt": "1.jpg#0\tA boat, a hill, and a road\n1.jpg#1\tA boat\n",
      "Flicker8k_Dataset/1.jpg": await picture(1),
    };
    expect(await captionsOf(files)).toEqual([
      ["A boat, a hill, and a road", true],
      ["A boat", true],
    ]);
  });

  it.each(["sep=;", '\ufeff"sep=;"'])(
    "whose first line says what parts fields (%s) begin behind it",
    async (said) => {
      const files = {
        "captions.csv": `${said}\r\nimage;caption\r\n1.jpg;A boat, a hill, a road\r\n2.jpg;A pier\r\n`,
        "1.jpg": await picture(1),
        "2.jpg": await picture(2),
      };
      expect(await captionsOf(files)).toEqual([
        ["A boat, a hill, a road", true],
        ["A pier", true],
      ]);
    },
  );

  it("whose uid is that of a photographer have no key in it, and one that comes twice by mistake is one", async () => {
    const rows = (...uids: string[]) =>
      uids.map((uid, i) => JSON.stringify({ uid, url: `https://example.org/${i}.jpg`, text: `View ${i}` }));
    const read = async (...uids: string[]) =>
      (await readFolder({ "a.jsonl": rows(...uids).join("\n") })).pairs.map(
        ({ key, error }) => `${key}${error === undefined ? "" : " !"}`,
      );
    expect(await read("12@N01", "12@N01", "12@N01", "13@N01")).toEqual([
      "a-00000/0",
      "a-00000/1",
      "a-00000/2",
      "a-00000/3",
    ]);
    expect(await read("u1", "u2", "u2")).toEqual(["a-00000/u1", "a-00000/u2", "a-00000/u2~2 !"]);
  });

  it("whose captions are bytes are read as text", async () => {
    const text = Buffer.from("A boat near the hill");
    const files = { "a.parquet": parquetFile({ jpg: [await picture(1)], txt: [new Uint8Array(text)] }) };
    expect(await captionsOf(files)).toEqual([["A boat near the hill", true]]);
  });

  it("of pages that zstd packs into ten bytes are unpacked, and what has no head is cut", () => {
    const frame = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 1, 9, 0, 0, 7]);
    expect([...unpack("ZSTD", frame, 1)]).toEqual([7]);
    expect(() => unpack("ZSTD", frame.subarray(0, 5), 1)).toThrow("cut off");
  });

  it("keep digests as bytes, and no text that calls itself one", () => {
    const digest = Uint8Array.from({ length: 16 }, (_, i) => (i * 37) % 256);
    expect(isPlain(digest)).toBe(true);
    expect(isPlain(Buffer.from("everyone hates you"))).toBe(false);
    expect(isPlain(Buffer.concat([Buffer.from("everyone hates you"), Buffer.of(0, 255)]))).toBe(false);
    expect(isPlain(new Uint8Array(65))).toBe(false);
  });
});
