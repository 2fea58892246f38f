import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { avifOf } from "../support/avif-of.ts";
import { movingImages } from "../support/moving-images.ts";
import { oddImages } from "../support/odd-images.ts";
import { parquetBombs } from "../support/parquet-bombs.ts";

/** A sound input, or one that is odd already, under the name that it is opened by. */
export interface Seed {
  readonly kind: "dataset" | "image" | "policy" | "map";
  readonly name: string;
  readonly bytes: Buffer;
}

/** Larger seeds leave no time for many. */
const MOST_BYTES = 48 * 1024;

/** Scripts and texts: they are no data. */
const others = /\.(?:py|md)$/u;

const tables: Readonly<Record<string, string>> = {
  "coco.json":
    '{"images":[{"id":1,"file_name":"1.jpg"}],"annotations":[{"image_id":1,"id":2,"caption":"a"}]}',
  "list.json":
    '[{"url":"https://example.org/1.jpg","caption":"one"},{"url":"https://example.org/2.jpg","caption":["two","more"]}]',
  "llava.jsonl":
    '{"id":"1","image":"1.jpg","conversations":[{"from":"human","value":"<image> what?"},{"from":"gpt","value":"a dog"}]}\n{"id":2}\n',
  "urls.csv": 'url,caption,width\nhttps://example.org/1.jpg,"a, ""b""",3\nhttps://example.org/2.jpg,c,4\n',
  "cc3m.tsv": "a caption\thttps://example.org/1.jpg\nanother\thttps://example.org/2.jpg\n",
};

/** Maps of the place that they are tried on. */
const maps: readonly string[] = [
  "- format: webdataset\n  dialect: img2dataset\n  image:\n    - .jpg|.png\n  caption:\n    - .txt|caption\n  key: key\n  url: url\n  license: null\n  split: null\n",
  '[{"image":[".jpg"],"caption":["conversations[from=gpt].value|captions[]","exif.Artist"],"key":"uid"}]',
  "format: webdataset\nfiles: [00000.tar]\ncaption: [caption]\n",
  "dialect: laion\nurl: URL\n",
];

/** What is mutated: fixtures that other tools wrote, images and files that the tests make, the shipped policies. */
export async function fuzzSeeds(): Promise<readonly Seed[]> {
  const seeds: Seed[] = Object.entries(tables).map(([name, text]) => ({
    kind: "dataset",
    name,
    bytes: Buffer.from(text),
  }));
  for (const text of maps) seeds.push({ kind: "map", name: "map.yaml", bytes: Buffer.from(text) });
  for (const path of filesIn("test/fixtures/datasets")) {
    const name = path.split("/").pop() ?? path;
    const kind = /\.(?:jpg|png)$/u.test(name) ? "image" : others.test(name) ? undefined : "dataset";
    if (kind) seeds.push({ kind, name, bytes: readFileSync(path) });
  }
  for (const path of filesIn("filters/policies"))
    if (path.endsWith(".yaml"))
      seeds.push({ kind: "policy", name: "policy.yaml", bytes: readFileSync(path) });
  for (const [name, make] of Object.entries(parquetBombs).filter(([name]) => !/megabytes|shown/u.test(name)))
    seeds.push({ kind: "dataset", name: `${name.replaceAll(/\W/gu, "-")}.parquet`, bytes: make() });
  const noisy = { type: "gaussian" as const, mean: 128, sigma: 40 };
  const picture = sharp({ create: { width: 48, height: 40, channels: 3, background: "red", noise: noisy } });
  for (const format of ["jpeg", "png", "webp", "gif", "avif", "tiff"] as const)
    seeds.push({ kind: "image", name: format, bytes: await picture.clone().toFormat(format).toBuffer() });
  for (const { name, bytes } of [...(await movingImages()), ...(await oddImages())])
    seeds.push({ kind: "image", name, bytes: Buffer.from(bytes) });
  const tiled = [
    { side: 128, tiles: [1, 2, 3, 4] },
    ...Array.from({ length: 4 }, () => ({ side: 64, hidden: true })),
  ];
  for (const items of [tiled, [{ side: 64 }, { side: 64, alphaOf: 0, hidden: true }, { side: 32 }]])
    seeds.push({ kind: "image", name: "avif of several", bytes: await avifOf(items) });
  seeds.push({ kind: "image", name: "film", bytes: readFileSync("test/fixtures/images/film.avif") });
  return seeds.filter(({ bytes }) => bytes.length > 0 && bytes.length <= MOST_BYTES);
}

function filesIn(folder: string): readonly string[] {
  const paths = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
  return paths.filter((path) => statSync(path).isFile()).sort();
}
