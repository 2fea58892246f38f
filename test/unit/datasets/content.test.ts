import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { contentOf } from "../../../datasets/content.ts";
import type { Pair } from "../../../datasets/index.ts";

const PNG = Buffer.from("89504e470d0a1a0a0000", "hex");
const member = (name: string, bytes: string | Uint8Array) => ({ name, bytes: Buffer.from(bytes as string) });
const pair = (more: Partial<Pair>): Pair => ({ key: "00000/a", row: 0, caption: "a dog", meta: {}, ...more });

test("texts stand under where they were found, plain values are facts", () => {
  const { captions, texts, facts, unmeasured } = contentOf(
    pair({
      captions: ["a dog", "a hound"],
      url: "https://example.org/a.jpg",
      license: "ask the janitor",
      meta: {
        title: "my best friend",
        similarity: 0.3,
        uid: "0123456789abcdef0123456789abcdef",
        exif: JSON.stringify({ Artist: "Somebody Else", Flash: 1 }),
        conversations: [{ from: "human", value: "what is this?" }, { value: "a dog" }],
        "a name that is a sentence": 1,
      },
    }),
  );
  expect(captions).toEqual(["a dog", "a hound"]);
  expect(texts).toEqual([
    { name: "title", text: "my best friend" },
    { name: "exif.Artist", text: "Somebody Else" },
    { name: "conversations[0].from", text: "human" },
    { name: "conversations[0].value", text: "what is this?" },
    { name: "(a name)", text: "a name that is a sentence" },
    { name: "license", text: "ask the janitor" },
  ]);
  expect(facts).toEqual({
    similarity: 0.3,
    uid: "0123456789abcdef0123456789abcdef",
    "a name that is a sentence": 1,
  });
  expect(unmeasured).toEqual([]);
});

test("a member is an image, a text, a record of texts, or unmeasured with a reason", async () => {
  const { images, texts, unmeasured } = contentOf(
    pair({
      image: async () => PNG,
      images: [{ name: ".jpg", bytes: async () => PNG }],
      members: [
        member("a.jpg", PNG),
        member("a.second.png", PNG),
        member("a.third.png.gz", gzipSync(PNG)),
        member("a.txt", "a dog"),
        member("a.alt.txt", "a mean word"),
        member("a.json", '{"captions": ["a dog", "another"], "n": 1}'),
        member("a.jxl", Buffer.from("ff0a0102", "hex")),
        member("a.mp4", Buffer.from("\0\0\0\x18ftypmp42\0\0", "latin1")),
        member("a.npy", Buffer.from("\x93NUMPY\x01\0", "latin1")),
        member("a.cls", "7"),
        member("a.broken.gz", "no gzip"),
        member("a.html", "<!doctype html><p>a page that a trainer reads</p>"),
      ],
    }),
  );
  expect(images.map(({ name }) => name)).toEqual([".jpg", ".second.png", ".third.png.gz"]);
  expect(Buffer.from((await images[2]?.bytes()) ?? [])).toEqual(PNG);
  expect(texts).toEqual([
    { name: ".alt.txt", text: "a mean word" },
    { name: "captions[1]", text: "another" },
    { name: ".html", text: "<!doctype html><p>a page that a trainer reads</p>" },
  ]);
  expect(unmeasured).toEqual([
    { name: ".jxl", reason: "a JPEG XL image: not measured", shown: true },
    { name: ".mp4", reason: "a video: not measured", shown: true },
    { name: ".npy", reason: "binary data", shown: false },
    { name: ".broken.gz", reason: "damaged or too large to unpack", shown: true },
  ]);
});

test("what hides is found: bytes by their beginning, values too deep, names twice", () => {
  let deep: unknown = "far down";
  for (let i = 0; i < 40; i++) deep = [deep];
  const { images, unmeasured, texts } = contentOf(
    pair({
      meta: { deep, twice: '{"a": "one", "a": "two"}' },
      blobs: [member("mask", PNG), member("notes", "words in bytes")],
      members: [member("a.cls", PNG)],
    }),
  );
  expect(images.map(({ name }) => name)).toEqual(["mask", ".cls"]);
  expect(unmeasured).toEqual([
    { name: expect.stringMatching(/^deep\[0\]/u), reason: "nested too deep", shown: true },
  ]);
  expect(texts).toEqual([
    { name: "twice", text: '{"a": "one", "a": "two"}' },
    { name: "notes", text: "words in bytes" },
  ]);
});

test("each line of a text of several is a text, too", () => {
  const { texts } = contentOf(
    pair({ caption: "a dog\nyou fool\r\n\n 7 \n", meta: { note: "one\ntwo", plain: "one\n" } }),
  );
  expect(texts).toEqual([
    { name: "caption:1", text: "a dog", line: true },
    { name: "caption:2", text: "you fool", line: true },
    { name: "note", text: "one\ntwo" },
    { name: "note:1", text: "one", line: true },
    { name: "note:2", text: "two", line: true },
    { name: "plain", text: "one\n" },
  ]);
});

test("what is too much to score is said, once", () => {
  const lines = Array.from({ length: 65 }, (_, i) => `line ${i} of it`);
  const many = Array.from({ length: 5000 }, (_, i) => `text ${i} of a list`);
  const long = contentOf(pair({ caption: lines.join("\n") }));
  expect(long.texts.at(-1)).toEqual({ name: "caption:64", text: "line 63 of it", line: true });
  expect(long.unmeasured).toEqual([{ name: "caption", reason: "more than 64 lines", shown: true }]);
  const list = contentOf(pair({ meta: { many } }));
  expect(list.texts).toHaveLength(4096);
  expect(list.unmeasured).toEqual([{ name: "many[4096]", reason: "more than 4096 texts", shown: true }]);
});

const grid = (width: number, height: number, cell: (i: number) => unknown) =>
  Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => cell(y * width + x)));

test.each([
  ["rows of grey", grid(28, 28, (i) => i % 256)],
  ["rows of colours", grid(32, 16, (i) => [i % 256, 0, 255])],
  ["planes of floats", [0, 1, 2].map(() => grid(16, 16, (i) => i / 256))],
  ["one row of bytes", Array.from({ length: 784 }, (_, i) => (i * 7) % 256)],
])("numbers laid out as a picture are nothing that was measured: %s", (_, pixels) => {
  for (const meta of [{ pixels }, { nested: { pixels } }, { pixels: JSON.stringify(pixels) }])
    expect(contentOf(pair({ meta })).unmeasured).toMatchObject([
      { reason: "numbers laid out as pixels", shown: true },
    ]);
  const json = member("00000/a.json", JSON.stringify({ pixels }));
  expect(contentOf(pair({ members: [json] })).unmeasured).toMatchObject([
    { reason: "numbers laid out as pixels" },
  ]);
});

test.each([
  ["boxes", Array.from({ length: 50 }, (_, i) => [i, i, i + 10, i + 10])],
  ["an embedding", Array.from({ length: 768 }, (_, i) => i / 768)],
  ["tokens", Array.from({ length: 300 }, (_, i) => i * 31)],
  ["labels of many", Array.from({ length: 1000 }, (_, i) => i % 2)],
  ["outlines", [Array.from({ length: 90 }, (_, i) => i / 2), Array.from({ length: 40 }, (_, i) => i)]],
])("other lists of numbers are plain: %s", (_, numbers) => {
  expect(contentOf(pair({ meta: { numbers } })).unmeasured).toEqual([]);
});
