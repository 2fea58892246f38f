import { expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { folderOf, jpeg } from "../../support/written.ts";

it("says where a wish is not heard: COCO's captions need no map, and their own is no wish", async () => {
  const place = folderOf({
    "captions.json": JSON.stringify({
      images: [{ id: 1, file_name: "0.jpg" }],
      annotations: [{ id: 7, image_id: 1, caption: "a barn" }],
    }),
    "0.jpg": await jpeg(),
  });
  const own = (await openDataset(place)).maps[0]?.map ?? {};
  expect((await openDataset(place, [], { map: [own] })).troubles).toEqual([]);
  expect((await openDataset(place, [], { map: [{ caption: ["title"] }] })).troubles).toEqual([
    'Cannot use another map for "captions.json": COCO\'s captions JSON says by itself what is image and caption',
  ]);
});

it("names images without captions, which are no pairs", async () => {
  const place = folderOf({
    "captions.json": JSON.stringify({
      images: [0, 1, 2].map((id) => ({ id, file_name: `${id}.jpg` })),
      annotations: [{ id: 7, image_id: 1, caption: 'a "barn", "image_id": 2' }],
    }),
    "0.jpg": await jpeg(),
    "1.jpg": await jpeg(),
  });
  expect((await openDataset(place)).troubles).toContain(
    'Cannot pair 2 of 3 images of "captions.json": no caption is of them: "0.jpg", "2.jpg"',
  );
});
