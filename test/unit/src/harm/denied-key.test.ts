import { expect, it } from "vitest";
import { deniedKey } from "../../../../src/harm/denied-key.ts";

const pair = {
  row: 7,
  caption: "a red boat",
  meta: { title: "Sunday on the lake", id: "p-17", name: "Boat" },
};
const called = (tail: string) => deniedKey("00000", { ...pair, key: `00000/${tail}` });

it.each([
  "a red boat",
  "a-red_boat",
  "A_Red_Boat.jpg",
  "a%20red%20boat~2",
  "sunday-on-the-lake",
  "Sunday on the lake",
  "three words here",
  "d41d8cd98f00b204e9800998ecf8427e",
])("calls a pair by its place where its key is a text or a digest: %j", (tail) => {
  expect(called(tail)).toBe("00000/#7");
});

it.each(["p-17", "Boat", "000000012", "IMG_2041.jpg", "folder/12"])(
  "keeps a name that says nothing: %j",
  (tail) => {
    expect(called(tail)).toBe(`00000/${tail}`);
  },
);

it("takes pairs without fields", () => {
  expect(deniedKey("00000", { key: "00000/12", row: 1 })).toBe("00000/12");
});
