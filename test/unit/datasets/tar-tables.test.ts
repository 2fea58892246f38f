import { describe, expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg, readTar, tarOf } from "../../support/written.ts";

describe("tables inside of a tar", () => {
  it("are named, and are no pairs: an imagefolder in one archive has captions that nobody read", async () => {
    const image = await jpeg();
    const { pairs, troubles } = await readTar(
      await tarOf([
        ["train/0.jpg", image],
        ["train/metadata.csv", "file_name,text\n0.jpg,a teal square\n"],
        ["train/1.jpg", image],
        ["metadata.jsonl", "{}"],
      ]),
    );
    expect(pairs.map(({ key }) => key)).toEqual(["00000/train/0", "00000/train/1"]);
    expect(troubles).toEqual([
      'Cannot read 2 tables inside "00000.tar": "train/metadata.csv", "metadata.jsonl"; what they say of its pictures, such as captions, is not known: unpack it, and audit that folder',
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
