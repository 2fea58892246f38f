import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetWriter, ShardWriter, Target } from "../writer.ts";
import { createRowFile, text } from "./columns.ts";

/** Parquet files with the images inside, as Hugging Face stores them. */
export const parquet: DatasetWriter = {
  id: "parquet",
  about: "a Parquet file per shard with the images' bytes in it, as Hugging Face stores them",
  numbered: false,
  needsImages: false,
  refuses: () => null,
  begin,
  files: (shards) => `data/${shards}.parquet`,
};

const TEXTS = ["text", "key", "url", "license", "sha256"] as const;

const IMAGE = [
  { name: "image", repetition_type: "OPTIONAL" as const, num_children: 2 },
  { name: "bytes", type: "BYTE_ARRAY" as const, repetition_type: "OPTIONAL" as const },
  text("path"),
];

/** The footer by which Hugging Face `datasets` knows the column of images. */
function features(texts: readonly string[]): string {
  const values = texts.map((name) => [name, { dtype: "string", _type: "Value" }]);
  return JSON.stringify({ info: { features: { image: { _type: "Image" }, ...Object.fromEntries(values) } } });
}

async function begin({ folder, name: shard, carry }: Target): Promise<ShardWriter> {
  const name = `data/${shard}.parquet`;
  await mkdir(join(folder, "data"), { recursive: true });
  const own: readonly string[] = ["image", ...TEXTS];
  const carried = carry.filter((field) => !own.includes(field));
  const texts = [...TEXTS, ...carried];
  const footer = [{ key: "huggingface", value: features(texts) }];
  const file = createRowFile(join(folder, name), [...IMAGE, ...texts.map(text)], footer);
  return {
    async write({ pair, image, sha256, extension }) {
      const path = `${pair.key.slice(pair.key.lastIndexOf("/") + 1)}.${extension ?? "jpg"}`;
      const { key, caption, url, license } = pair;
      await file.append({
        ...Object.fromEntries(carried.map((field) => [field, textOf(pair.meta[field])])),
        image: image === null ? null : { bytes: image, path },
        text: caption,
        key,
        url,
        license,
        sha256,
      });
    },
    async finish() {
      await file.finish();
      return [name];
    },
    kinds: () => [],
    abandon: async () => {},
  };
}

/** A carried field as text: what is none is written as JSON. */
function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
