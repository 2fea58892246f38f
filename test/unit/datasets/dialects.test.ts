import { describe, expect, it } from "vitest";
import { chooseDialect } from "../../../datasets/dialects/choose.ts";
import { dialects } from "../../../datasets/dialects/registry.ts";
import { openDataset } from "../../../datasets/index.ts";
import { formatIds } from "../../../datasets/registry.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg } from "../../support/written.ts";

const url = "http://example.org/0.jpg";
const said = "a red barn";

/** A record of each dialect, as its makers write it. */
const records: Readonly<Record<string, object>> = {
  imagefolder: { file_name: "0.jpg", text: said },
  img2dataset: { key: "000000000", url, caption: said, status: "success", width: 8 },
  laion: { SAMPLE_ID: 1, URL: url, TEXT: said, LICENSE: "?", NSFW: "UNLIKELY", similarity: 0.3 },
  datacomp: { uid: "0".repeat(32), url, text: said, sha256: "0".repeat(64) },
  coyo: { id: 841814333321, url, text: said, image_phash: "c9b6a7d8469c1959", num_faces: 0 },
  llava: {
    id: "7",
    image: "0.jpg",
    conversations: [
      { from: "human", value: "?" },
      { from: "gpt", value: said },
    ],
  },
  sharegpt: {
    images: ["0.jpg"],
    messages: [
      { role: "user", content: "?" },
      { role: "assistant", content: said },
    ],
  },
  "llava-instruct": { images: ["0.jpg"], texts: [{ user: "what is this?", assistant: said, source: "x" }] },
  "data-juicer": { text: said, images: ["0.jpg"] },
  karpathy: { filename: "0.jpg", split: "train", sentences: [{ raw: said, tokens: ["a"] }] },
  wit: { language: "en", page_url: "https://e.org/x", image_url: url, caption_reference_description: said },
  redcaps: { image_id: "a1", author: "somebody", url, raw_caption: said, caption: said, subreddit: 3 },
  sbu: { image_urls: url, captions: said, user_ids: "u1" },
  "conceptual-captions": { image_url: url, caption: said },
  flickr: { image_name: "0.jpg", comment_number: "0", comment: said },
  "visual-genome": { id: 0, regions: [{ region_id: 7, image_id: 0, x: 1, phrase: said }] },
  vqa: { question_id: 9, image_id: 0, answer_type: "other", multiple_choice_answer: said, answers: [] },
  midjourney: { id: "1", content: said, attachments: [{ id: "2", filename: "b.png", url }] },
  mmc4: {
    url: "http://example.org/page",
    text_list: [said],
    image_info: [{ image_name: "b.png", raw_url: url }],
  },
  kohya: { image: "0.jpg", caption: said, tags: "barn", train_resolution: [8, 6] },
};

describe("dialects", () => {
  it("each have a record here, names of formats that there are, and an id of their own", () => {
    expect(Object.keys(records).sort()).toEqual(dialects.map(({ id }) => id).sort());
    for (const { containers } of dialects) for (const id of containers) expect(formatIds).toContain(id);
  });

  it.each(Object.entries(records))("%s is told by its fields, and read", async (id, record) => {
    const files = { "a.jsonl": `${JSON.stringify(record)}\n`, "0.jpg": await jpeg() };
    const dataset = await openDataset(folderOf(files));
    expect(dataset.maps[0]?.map.dialect).toBe(id);
    const [pair] = (await readAll(dataset)).pairs;
    expect([pair?.caption, pair?.error]).toEqual([said, undefined]);
    expect(pair?.image !== undefined || pair?.url === url).toBe(true);
  });

  it("are one entry more: what it says is read, whatever the names are", () => {
    const mine = {
      id: "mine",
      about: "mine",
      knownBy: ["zz"],
      containers: ["jsonl"],
      caption: ["qq|gone"],
      url: "uu",
    };
    const has = (path: string) => ["zz", "qq", "uu"].includes(path);
    expect(chooseDialect("a", has, {}, [...dialects, mine])).toMatchObject({
      dialect: "mine",
      caption: ["qq"],
      url: "uu",
    });
  });
});
