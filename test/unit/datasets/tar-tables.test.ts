import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readMembers } from "../../../datasets/formats/tar-members.ts";
import { openDataset, type Pair, splitOfShard } from "../../../datasets/index.ts";
import { tarHeads } from "../../../datasets/zip/tar-heads.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { checkFindings, curateScored, scoredRun } from "../../support/scored-run.ts";
import { folderOf, jpeg, picture, readTar, tarOf } from "../../support/written.ts";

const fixtures = join(import.meta.dirname, "../../fixtures/datasets");

describe("tables inside of a tar", () => {
  const rows = (...names: string[]) =>
    names.map((name) => `{"file_name":"${name}","text":"a square called ${name}"}\n`).join("");
  const captions = (pairs: readonly Pair[]) => pairs.map(({ key, caption }) => [key, caption]);

  it.each(["00000.tar", "00000.tar.gz"])("of an imagefolder are read with its pictures: %s", async (name) => {
    const tar = await tarOf([
      ["./train/0.jpg", await picture(0)],
      ["./train/1.jpg", await picture(1)],
      ["./train/metadata.jsonl", rows("0.jpg", "1.jpg")],
      ["./test/metadata.csv", 'file_name,text\n2.jpg,"two, at last"\n'],
      ["./test/2.jpg", await picture(2)],
    ]);
    const place = folderOf({ [name]: name.endsWith("gz") ? gzipSync(tar) : tar });
    const dataset = await openDataset(place);
    expect(dataset.shards.map(({ name: shard, source }) => [splitOfShard(shard), source])).toEqual([
      ["test", `${name}/test/metadata.csv`],
      ["train", `${name}/train/metadata.jsonl`],
    ]);
    const { pairs, troubles } = await readAll(dataset);
    expect([captions(pairs), troubles]).toEqual([
      [
        ["test-metadata-00000/2.jpg", "two, at last"],
        ["train-metadata-00000/0.jpg", "a square called 0.jpg"],
        ["train-metadata-00000/1.jpg", "a square called 1.jpg"],
      ],
      [],
    ]);
    expect(Buffer.from((await pairs[2]?.image?.()) ?? [])).toEqual(await picture(1));
  });

  it("are found behind any number of pictures, by names alone, however a tar stores them", async () => {
    const deep = `${"deep/".repeat(40)}a–ü`;
    const tars = [
      await tarOf([
        [`${deep}.jpg`, await picture(0)],
        ["b.txt", "b"],
        ["metadata.jsonl", rows(`${deep}.jpg`)],
      ]),
      readFileSync(join(fixtures, "img2dataset/00000.tar")),
    ];
    for (const [i, tar] of tars.entries()) {
      // One behind the other, as `cat` puts them, and cut.
      const place = folderOf({ "a.tar": Buffer.concat([tar, tar.subarray(0, -3000)]) });
      const names: string[] = [];
      for await (const member of readMembers(join(place, "a.tar"), new AbortController().signal))
        if ("name" in member) names.push(member.name);
      const heads = [...tarHeads(join(place, "a.tar"))].map(({ name }) => name);
      expect([i, heads.slice(0, names.length)]).toEqual([i, names]);
      expect(names.length).toBeGreaterThan(3);
    }
  });

  it.each(["images.tar", "images.tar.gz"])(
    "beside a tar of their pictures find them there, and are proven: %s",
    async (name) => {
      const tar = await tarOf([
        ["pics/0.jpg", await picture(0)],
        ["pics/1.jpg", await picture(1)],
        ["pics/2.jpg", await picture(2)],
      ]);
      const lines = [0, 1].map((n) => `{"image":"${n}.jpg","caption":"a square called ${n}"}\n`).join("");
      const place = folderOf({
        [name]: name.endsWith("gz") ? gzipSync(tar) : tar,
        "train.jsonl": lines,
      });
      const dataset = await openDataset(place);
      const { pairs, troubles } = await readAll(dataset);
      expect([captions(pairs), pairs.flatMap(({ error }) => error ?? []), troubles]).toEqual([
        [
          ["train-00000/0.jpg", "a square called 0"],
          ["train-00000/1.jpg", "a square called 1"],
        ],
        [],
        [],
      ]);
      expect(dataset.troubles).toEqual([`Cannot read 1 picture of "${name}": in no table beside it`]);
      expect(Buffer.from((await pairs[1]?.image?.()) ?? [])).toEqual(await picture(1));
      const out = folderOf({});
      const to = join(out, "curated");
      await curateScored(await scoredRun(place, join(out, "run"), (key) => key.endsWith("/0.jpg")), { to });
      expect(await checkFindings(to)).toEqual([]);
    },
  );

  it("that name other pictures than a tar's leave it a webdataset, and are named where nobody reads them", async () => {
    const tar = await tarOf([
      ["0.jpg", await picture(0)],
      ["1.jpg", await picture(1)],
    ]);
    const { format, troubles } = await openDataset(
      folderOf({ "a.tar": tar, "b.json": '[{"image":"9.jpg","label":3}]' }),
    );
    expect([format, troubles]).toEqual(["webdataset", [expect.stringContaining("b.json")]]);
  });

  it("of an imagefolder are written with it as the folder that they are, and proven", async () => {
    const tar = await tarOf([
      ["0.jpg", await picture(0)],
      ["1.jpg", await picture(1)],
      ["metadata.jsonl", rows("0.jpg", "1.jpg")],
    ]);
    const place = folderOf({ "train.tar": tar });
    const out = folderOf({});
    const run = await scoredRun(place, join(out, "run"), (key) => key.endsWith("/0.jpg"));
    const to = join(out, "curated");
    const { curated } = await curateScored(run, { to });
    expect([curated.remarks, await checkFindings(to)]).toEqual([
      ['written as the folder that it holds: "train.tar"'],
      [],
    ]);
    const { pairs } = await readAll(await openDataset(to));
    expect(captions(pairs)).toEqual([["train.tar-metadata-00000/1.jpg", "a square called 1.jpg"]]);
  });

  it("with a link or a lost picture are rows with an error, and a cut tar is said", async () => {
    const tar = await tarOf([
      ["metadata.jsonl", rows("0.jpg", "../1.jpg", "2.jpg")],
      ["0.jpg", await picture(0)],
      ["3.jpg", await picture(3)],
    ]);
    const dataset = await openDataset(folderOf({ "a.tar": tar.subarray(0, -900) }));
    const { pairs } = await readAll(dataset);
    expect(pairs.map(({ error }) => error)).toEqual([
      undefined,
      expect.stringMatching(/leads out/u),
      'Cannot read image "2.jpg": no such file',
    ]);
    expect(dataset.troubles).toEqual([
      expect.stringMatching(/^Cannot read all of it: .* in "a\.tar"$/u),
      expect.stringMatching(/a\.tar\/3\.jpg/u),
    ]);
  });

  it("are read with their pictures whatever they are called, as Flickr8k's captions.txt", async () => {
    const tar = await tarOf([
      ["flickr/captions.txt", "image,caption\n0.jpg,zero\n0.jpg,nil\n"],
      ["flickr/Images/0.jpg", await picture(0)],
    ]);
    const { pairs } = await readAll(await openDataset(folderOf({ "a.tar": tar })));
    expect(pairs.map(({ caption, error }) => error ?? caption)).toEqual(["zero", "nil"]);
  });

  it("beside pairs are named, and are no pairs", async () => {
    const { pairs, troubles } = await readTar(
      await tarOf([
        ["0.jpg", await picture(0)],
        ["0.txt", "a teal square"],
        ["metadata.jsonl", rows("0.jpg")],
        ["README.md", "# About"],
      ]),
    );
    expect(captions(pairs as Pair[])).toEqual([["00000/0", "a teal square"]]);
    expect(troubles).toEqual([
      'Cannot read 1 table inside "00000.tar": "metadata.jsonl"; what they say of its pictures, such as captions, is not known: unpack it, and audit that folder',
    ]);
  });

  it("of a pair's own name are its members, and its caption where a person says so", async () => {
    const tar = await tarOf([
      ["0.csv", "a teal square"],
      ["0.jpg", await jpeg()],
      ["1.csv", "alone"],
    ]);
    const plain = await readTar(tar);
    expect(plain.pairs.map(({ meta }) => meta)).toEqual([{ csv: "a teal square" }]);
    expect(plain.troubles).toHaveLength(1);
    const map = [{ caption: [".csv"] }];
    const { pairs, troubles } = await readAll(await openDataset(folderOf({ "00000.tar": tar }), [], { map }));
    expect([pairs.map(({ caption }) => caption), troubles]).toEqual([["a teal square", "alone"], []]);
  });
});
