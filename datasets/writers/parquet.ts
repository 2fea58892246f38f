import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetWriter, ShardWriter, Target } from "../writer.ts";
import { createRowFile, fieldColumn, text } from "./columns.ts";
import { columnValue, convertedFields, type FieldColumn } from "./fields.ts";

/** Parquet files with the images inside, as Hugging Face stores them. */
export const parquet: DatasetWriter = {
  id: "parquet",
  about: "a Parquet file per shard with the images' bytes in it, as Hugging Face stores them",
  numbered: false,
  needsImages: false,
  needsFields: true,
  stores: () => false,
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

/** As Hugging Face calls the types of fields. */
const DTYPES = { int64: "int64", double: "float64", bool: "bool", json: "string", text: "string" } as const;

/** The footer by which Hugging Face `datasets` knows the columns and the one of images. */
function features(fields: readonly FieldColumn[]): string {
  const texts = TEXTS.map((name) => [name, { dtype: "string", _type: "Value" }]);
  const values = fields.map(({ name, type }) => [name, { dtype: DTYPES[type], _type: "Value" }]);
  const all = Object.fromEntries([...texts, ...values]);
  return JSON.stringify({ info: { features: { image: { _type: "Image" }, ...all } } });
}

async function begin({ folder, name: shard, fields = [] }: Target): Promise<ShardWriter> {
  const name = `data/${shard}.parquet`;
  await mkdir(join(folder, "data"), { recursive: true });
  const footer = [{ key: "huggingface", value: features(fields) }];
  const columns = [...IMAGE, ...TEXTS.map(text), ...fields.map(fieldColumn)];
  const file = createRowFile(join(folder, name), columns, footer);
  return {
    async write({ pair, image, sha256, extension }) {
      const path = `${pair.key.slice(pair.key.lastIndexOf("/") + 1)}.${extension ?? "jpg"}`;
      const { key, caption, url, license } = pair;
      const values = new Map(convertedFields(pair));
      await file.append({
        ...Object.fromEntries(
          fields.map((field) => [field.name, columnValue(values.get(field.name), field.type)]),
        ),
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
