import type { MapWish } from "../map.ts";

/** What COCO calls what. */
export const cocoMap = {
  dialect: "coco",
  image: ["file_name"],
  caption: ["caption"],
  key: "id",
  url: "coco_url|flickr_url",
  license: "license",
  split: null,
};

/** What is said of wishes for another map; a run gives back the one that it was given, which is none. */
export function unheardWishes(
  files: readonly string[],
  wishFor: (file: string) => MapWish,
): readonly string[] {
  return files
    .filter((file) => isOther(wishFor(file)))
    .map(
      (file) =>
        `Cannot use another map for "${file}": COCO's captions JSON says by itself what is image and caption`,
    );
}

function isOther(wish: MapWish): boolean {
  const said = Object.entries(wish).filter(([, value]) => value !== undefined);
  return said.some(
    ([role, value]) => JSON.stringify(value) !== JSON.stringify(cocoMap[role as keyof typeof cocoMap]),
  );
}
