import { expect, it } from "vitest";
import { compare } from "../../../../src/proof/compare.ts";
import { storedForm } from "../../../../src/proof/form.ts";

it("tells a row whose picture lies in its split from one whose picture was moved into another's", async () => {
  const row = (place: string) => {
    const image = { name: "file_name", place, bytes: async () => Buffer.from("picture") };
    const record = { file_name: "0.jpg", text: "a drawing" };
    return storedForm({
      key: "train/0.jpg",
      row: 0,
      caption: "a drawing",
      record,
      images: [image],
      meta: {},
    });
  };
  const differences = async (place: string) =>
    compare(await row("train/0.jpg"), await row(place), new Set()).differences;
  expect(await differences("train/0.jpg")).toEqual([]);
  expect(await differences("test/0.jpg")).toEqual(["the picture's place is another"]);
  // What lies beside the folder that was named is written into it.
  expect(await differences("../train/0.jpg")).toEqual([]);
});

it("takes a picture out of an archive for one that lies where its name leads from its table, and nowhere else", async () => {
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
  const row = (place?: string) =>
    storedForm(
      {
        key: "train/0",
        row: 0,
        caption: "a drawing",
        record: { image: "pics/0", text: "a drawing" },
        images: [{ name: "image", ...(place === undefined ? {} : { place }), bytes: async () => jpeg }],
        meta: {},
      },
      ["train"],
    );
  const differences = async (place: string) => compare(await row(), await row(place), new Set()).differences;
  expect(await differences("train/pics/0.jpg")).toEqual([]);
  expect(await differences("train/pics/0")).toEqual([]);
  expect(await differences("test/pics/0.jpg")).toEqual(["the picture's place is no part of the source"]);
});
