import { expect, it } from "vitest";
import { type MapEntry, openDataset, placeMap } from "../../../../datasets/index.ts";
import { registerOf } from "../../../../src/run/register.ts";
import { folderOf } from "../../../support/written.ts";

const line = (n: number) => `{"url": "https://example.org/${n}.jpg", "prompt": "picture number ${n}"}\n`;

it("is what the map says of the dataset's captions, and stays in the map that a run keeps", async () => {
  const place = folderOf({ "a.jsonl": line(0), "b.jsonl": line(1) });
  const kept = async (map: readonly MapEntry[]) => placeMap(await openDataset(place, [], { map }));
  expect(registerOf({ map: await kept([]) })).toBe("caption");
  const prompts = await kept([{ register: "prompt" }]);
  expect(prompts.map(({ register }) => register)).toEqual(["prompt"]);
  expect(registerOf({ map: prompts })).toBe("prompt");
  expect(registerOf({ map: await kept(prompts) })).toBe("prompt");
});

it("is captions where files differ, and in runs without a map", async () => {
  const place = folderOf({ "a.jsonl": line(0), "b.jsonl": line(1) });
  const dataset = await openDataset(place, [], { map: [{ files: ["a.jsonl"], register: "comment" }] });
  expect(placeMap(dataset).map(({ register }) => register)).toEqual(["comment", undefined]);
  expect(registerOf({ map: placeMap(dataset) })).toBe("caption");
  expect(registerOf({})).toBe("caption");
});
