import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText } from "../../../datasets/text.ts";
import { asUtf8 } from "../../../datasets/utf16.ts";
import { jpeg, readFolder, readTar, tarOf } from "../../support/written.ts";

/** A text as Windows writes it: with its byte order mark. */
function utf16(text: string, bigEndian = false): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return bigEndian ? bytes.swap16() : bytes;
}

const caption = "ein Hund 🐕 am Strand – ſchön";

describe("captions in UTF-16", () => {
  it.each([false, true])("are read by their mark in .txt and .json, big-endian: %s", async (big) => {
    const { pairs } = await readTar(
      await tarOf([
        ["a.txt", utf16(caption, big)],
        ["b.json", utf16(JSON.stringify({ caption, url: "https://example.org/b" }), big)],
      ]),
    );
    expect(pairs.map(({ caption, meta, error }) => [caption, meta, error])).toEqual([
      [caption, {}, undefined],
      [caption, {}, undefined],
    ]);
  });

  it("are read beside the picture of a folder", async () => {
    const { pairs } = await readFolder({ "a.jpg": await jpeg(), "a.txt": utf16(caption) });
    expect(pairs[0]).toMatchObject({ caption, meta: {} });
  });

  it("that are cut inside a character are flagged", () => {
    expect(decodeText(utf16("ab").subarray(0, -1))).toEqual({ text: "a\ufffd", invalid: true });
    expect(decodeText(utf16("a\ufffd"))).toEqual({ text: "a\ufffd", invalid: false });
  });

  it("come out the same however their bytes arrive", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.boolean(), sizes, async (text, big, lengths) => {
        const stored = utf16(text, big);
        async function* chunks() {
          let at = 0;
          for (let i = 0; at < stored.length; i++) {
            const length = lengths[i % lengths.length] ?? 1;
            yield stored.subarray(at, at + length);
            at += length;
          }
        }
        const parts: Uint8Array[] = [];
        for await (const part of asUtf8(chunks())) parts.push(part);
        expect(Buffer.concat(parts).toString()).toBe(text);
      }),
    );
  });
});

describe("texts in UTF-32", () => {
  const utf32 = (text: string, big: boolean) => {
    const bytes = Buffer.from(
      [..."\ufeff", ...text].flatMap((one) => {
        const code = one.codePointAt(0) ?? 0;
        return [code & 255, (code >> 8) & 255, code >> 16, 0];
      }),
    );
    return big ? bytes.swap32() : bytes;
  };

  it.each([false, true])("are read by their mark, a byte at a time too, big-endian: %s", async (big) => {
    const stored = utf32(caption, big);
    expect(decodeText(stored)).toEqual({ text: caption, invalid: false });
    expect(decodeText(stored.subarray(0, -1)).invalid).toBe(true);
    async function* bytes() {
      for (const byte of stored) yield Uint8Array.of(byte);
    }
    const parts: Uint8Array[] = [];
    for await (const part of asUtf8(bytes())) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe(caption);
    const { pairs } = await readFolder({ "a.tsv": utf32(`${caption}\thttps://example.org/0\n`, big) });
    expect(pairs.map((pair) => [pair.caption, pair.url])).toEqual([[caption, "https://example.org/0"]]);
  });
});

describe("tables in UTF-16", () => {
  it.each([false, true])("are read by their mark, big-endian: %s", async (big) => {
    const tsv = `${caption}\thttps://example.org/0\r\nanother\thttps://example.org/1\r\n`;
    const table = await readFolder({ "a.tsv": utf16(tsv, big) });
    expect(table.pairs.map((pair) => [pair.caption, pair.url, pair.error])).toEqual([
      [caption, "https://example.org/0", undefined],
      ["another", "https://example.org/1", undefined],
    ]);
    const lines = [
      { file_name: "0.jpg", text: caption },
      { file_name: "1.jpg", text: "another" },
    ];
    const image = await jpeg();
    const csv = await readFolder({
      "metadata.csv": utf16(`file_name,text\r\n0.jpg,"${caption}"\r\n1.jpg,another\r\n`, big),
      "0.jpg": image,
      "1.jpg": image,
    });
    expect(csv.pairs.map((pair) => [pair.caption, pair.error])).toEqual([
      [caption, undefined],
      ["another", undefined],
    ]);
    const folder = await readFolder({
      "metadata.jsonl": utf16(lines.map((line) => `${JSON.stringify(line)}\n`).join(""), big),
      "0.jpg": image,
      "1.jpg": image,
    });
    expect(folder.pairs.map((pair) => [pair.caption, pair.error])).toEqual([
      [caption, undefined],
      ["another", undefined],
    ]);
  });
});

describe("a CSV", () => {
  const csvOf = async (bytes: Buffer) => {
    const { pairs, troubles } = await readFolder({ "metadata.csv": bytes, "0.jpg": await jpeg() });
    expect(troubles).toEqual([]);
    return pairs.map(({ caption, meta, error }) => ({ caption, meta, error }));
  };

  it("in Latin-1 keeps its rows, and flags each field that is no UTF-8", async () => {
    const text = "file_name,text,größe\n0.jpg,café,1\n0.jpg,tea,2\n";
    expect(await csvOf(Buffer.from(text, "latin1"))).toEqual([
      { caption: "caf\ufffd", meta: { "gr\ufffd\ufffde": "1", invalid_utf8: true }, error: undefined },
      { caption: "tea", meta: { "gr\ufffd\ufffde": "2" }, error: undefined },
    ]);
  });

  it("in UTF-8 is read as it is, with and without a mark", async () => {
    const text = `file_name,text,größe\n0.jpg,"${caption}, ""so""",1\n`;
    for (const mark of ["", "\ufeff"])
      expect(await csvOf(Buffer.from(mark + text))).toEqual([
        { caption: `${caption}, "so"`, meta: { größe: "1" }, error: undefined },
      ]);
  });
});
