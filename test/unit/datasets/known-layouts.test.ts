import { describe, expect, it } from "vitest";
import { contentOf, openDataset, type Pair } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg, tarOf } from "../../support/written.ts";

const image = await jpeg();
const pictures = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, image]));
const captionsOf = (pairs: readonly Pair[]) => pairs.map(({ caption, captions }) => captions ?? caption);

async function readPlace(files: Readonly<Record<string, string | Uint8Array>>) {
  const dataset = await openDataset(folderOf(files));
  const { pairs, troubles } = await readAll(dataset);
  return { ...dataset, pairs, troubles: [...dataset.troubles, ...troubles] };
}

describe("layouts of known datasets", () => {
  it("texts of languages, and numbered ones, beside a picture of a tar are its captions", async () => {
    const tar = await tarOf([
      ["0.jpg", image],
      ["0.en.txt", "a red barn"],
      ["0.de.txt", "eine rote Scheune"],
      ["1.jpg", image],
      ["1.0.txt", "two dogs"],
      ["1.1.txt", "dogs"],
    ]);
    const { pairs, troubles } = await readPlace({ "00000.tar": tar });
    expect(captionsOf(pairs)).toEqual([
      ["a red barn", "eine rote Scheune"],
      ["two dogs", "dogs"],
    ]);
    expect(troubles).toEqual([]);
  });

  it("of several texts beside a picture of a tar, the one that is called so is its caption", async () => {
    const tar = await tarOf([
      ["0.jpg", image],
      ["0.caption.txt", "a red barn"],
      ["0.alt.txt", "barn"],
    ]);
    const { pairs, maps } = await readPlace({ "00000.tar": tar });
    expect(captionsOf(pairs)).toEqual(["a red barn"]);
    expect(maps[0]?.map.caption).toEqual([".caption.txt"]);
    expect(pairs.flatMap((pair) => contentOf(pair).texts.map(({ text }) => text))).toEqual(["barn"]);
  });

  it("a picture inside of a message is an image, and its text none, however short", async () => {
    const url = `data:image/jpeg;base64,${Buffer.from(image).toString("base64")}`;
    const asked = [
      { type: "text", text: "what is it?" },
      { type: "image_url", image_url: { url } },
    ];
    const messages = [
      { role: "user", content: asked },
      { role: "assistant", content: "a red barn" },
    ];
    const { pairs } = await readPlace({ "chat.jsonl": `${JSON.stringify({ messages })}\n` });
    expect(pairs.map(({ caption, images }) => [caption, images?.length])).toEqual([["a red barn", 1]]);
    const [pair] = pairs;
    const texts = pair === undefined ? [] : contentOf(pair).texts;
    expect(texts.filter(({ text }) => text.includes("base64"))).toEqual([]);
  });

  it("pictures of a chat that has several answers are each there once", async () => {
    const conversations = ["<image> differ?", "one is a barn", "more?", "the other a dog"].map(
      (value, i) => ({
        from: i % 2 === 0 ? "human" : "gpt",
        value,
      }),
    );
    const { pairs } = await readPlace({
      "chat.jsonl": `${JSON.stringify({ image: ["0.jpg", "1.jpg"], conversations })}\n`,
      ...pictures("0.jpg", "1.jpg"),
    });
    expect(pairs[0]?.images?.map(({ name }) => name)).toEqual(["image[0]", "image[1]"]);
    expect(captionsOf(pairs)).toEqual([["one is a barn", "the other a dog"]]);
  });

  it("a picture inside of JSON that stands in a text is measured as one", async () => {
    const inner = `data:image/jpeg;base64,${Buffer.from(image).toString("base64")}`;
    const row = (name: string) => ({
      url: "https://e.org/0",
      caption: "a barn",
      [name]: JSON.stringify({ inner }),
    });
    const { pairs } = await readPlace({ "a.jsonl": `${JSON.stringify(row("extra"))}\n` });
    const [content] = pairs.map(contentOf);
    expect(content?.images.map(({ name }) => name)).toEqual(["extra.inner"]);
    expect(content?.texts).toEqual([]);
    const asCaption = await readPlace({ "a.jsonl": `${JSON.stringify(row("caption"))}\n` });
    expect(asCaption.pairs.flatMap((pair) => contentOf(pair).images).length).toBe(1);
  });

  const jpgs = (...names: readonly string[]) => pictures(...names.map((name) => `Images/${name}`));
  const flickr8k = "0.jpg#0\ta red barn\n0.jpg#1\ta barn\n1.jpg#0\ttwo dogs\n";
  const flickr30k =
    "image_name| comment_number| comment\n0.jpg| 0| a red barn, old\n0.jpg| 1| a barn\n1.jpg| 0| dogs\n";
  const karpathy = {
    images: ["0", "1"].map((n) => ({
      filename: `${n}.jpg`,
      split: "train",
      sentences: [
        { tokens: ["a"], raw: "a red barn" },
        { tokens: ["b"], raw: "a barn" },
      ],
    })),
    dataset: "flickr8k",
  };
  it.each([
    ["Flickr8k.token.txt", flickr8k, 3, 3],
    ["captions.txt", 'image,caption\n0.jpg,"a red barn, old"\n1.jpg,two dogs\n', 2, 2],
    ["results.csv", flickr30k, 3, 3],
    ["dataset_flickr8k.json", JSON.stringify(karpathy), 2, 4],
    [
      "meta_cap.json",
      JSON.stringify({ "/d/0": { caption: "a barn", tags: "x" }, "/d/1": { caption: "dogs" } }),
      2,
      2,
    ],
    ["captions.json", JSON.stringify({ "0.jpg": ["a barn", "red"], "1.jpg": ["dogs"] }), 2, 3],
    ["caption.tsv", `7\t8\ta red barn\tsky\t${image.toString("base64")}\n`, 1, 1],
  ])("%s", async (name, text, pairs, captions) => {
    const found = await readPlace({
      [name]: text,
      ...(name === "caption.tsv" ? {} : jpgs("0.jpg", "1.jpg")),
    });
    expect(found.troubles).toEqual([]);
    expect(found.pairs.map(({ error, image: own }) => [error, own === undefined])).toEqual(
      found.pairs.map(() => [undefined, false]),
    );
    expect([found.pairs.length, captionsOf(found.pairs).flat().length]).toEqual([pairs, captions]);
  });

  it("annotations that have their pictures' URLs are read as they are, without COCO's list of images", async () => {
    const rows = [0, 1].map((n) => ({
      image_id: `a${n}`,
      image_url: `https://e.org/${n}.jpg`,
      caption: "dogs",
    }));
    const { pairs, troubles } = await readPlace({
      "a.json": JSON.stringify({ info: {}, annotations: rows }),
    });
    expect(troubles).toEqual([]);
    expect(pairs.map(({ url, error }) => [url, error])).toEqual(
      rows.map((row) => [row.image_url, undefined]),
    );
  });

  it("VQA's questions and answers, in a file each, about COCO's pictures", async () => {
    const [of, at] = [{ question_id: 42000, image_id: 42 }, "val2014/COCO_val2014_000000000042.jpg"];
    const { pairs, troubles } = await readPlace({
      "questions.json": JSON.stringify({ info: {}, questions: [{ ...of, question: "What is it?" }] }),
      "annotations.json": JSON.stringify({
        info: {},
        annotations: [{ ...of, multiple_choice_answer: "a barn", answers: [{ answer: "barn" }] }],
      }),
      ...pictures(at),
    });
    expect(troubles).toEqual([]);
    expect(captionsOf(pairs)).toEqual(["a barn", "What is it?"]);
    expect(pairs.map(({ sample, images }) => [sample, images?.[0]?.place])).toEqual([
      [at, at],
      [at, at],
    ]);
  });

  it("captions and pictures of Label Studio's tasks", async () => {
    const task = {
      id: 1,
      data: { image: "/data/upload/1/abc-0.jpg" },
      annotations: [{ result: [{ type: "textarea", value: { text: ["a red barn"] } }] }],
    };
    const { pairs } = await readPlace({
      "project.json": JSON.stringify([task]),
      ...pictures("media/upload/1/abc-0.jpg"),
    });
    expect(captionsOf(pairs)).toEqual(["a red barn"]);
    expect(pairs[0]?.image).toBeDefined();
  });

  it("lists called after splits give shards that are", async () => {
    const file = (name: string) => [{ file: name, caption: "a barn" }];
    const { shards } = await readPlace({
      "dataset.json": JSON.stringify({ train: file("0.jpg"), test: file("1.jpg") }),
      ...pictures("0.jpg", "1.jpg"),
    });
    expect(shards.map(({ name }) => name)).toEqual(["train-00000", "test-00001"]);
  });

  it("captions in a folder of their own", async () => {
    const { pairs } = await readPlace({
      ...jpgs("0.jpg", "1.jpg", "2.jpg"),
      "texts/0.txt": "a barn",
      "texts/1.txt": "dogs",
      "texts/2.txt": "soup",
    });
    expect(captionsOf(pairs)).toEqual(["a barn", "dogs", "soup"]);
  });
});
