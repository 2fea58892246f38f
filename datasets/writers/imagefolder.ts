import { mkdir, open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetWriter, KeptPair, ShardWriter, Target } from "../writer.ts";
import { columnValue, convertedFields, type FieldColumn, jsonTexts } from "./fields.ts";

/** Image files in a folder per shard, with a `metadata.jsonl` that Hugging Face's imagefolder reads. */
export const imagefolder: DatasetWriter = {
  id: "imagefolder",
  about: "a folder per shard of image files and a metadata.jsonl",
  numbered: false,
  needsImages: true,
  needsFields: true,
  stores: () => false,
  refuses: ({ image }) => (image === null ? "an imagefolder holds only pairs with an image" : null),
  begin,
  files: (shards) => (shards === "*" ? "data/**" : `data/${shards}/**`),
};

async function begin({ folder, name: shard, fields = [] }: Target): Promise<ShardWriter> {
  const home = join("data", shard);
  await rm(join(folder, home), { recursive: true, force: true });
  await mkdir(join(folder, home), { recursive: true });
  const metadata = await open(join(folder, home, "metadata.jsonl"), "w");
  let written = 0;
  return {
    async write(kept) {
      const name = `${String(kept.pair.row).padStart(9, "0")}.${kept.extension ?? "jpg"}`;
      await writeFile(join(folder, home, name), kept.image ?? new Uint8Array());
      await metadata.write(`${recordOf(kept, name, fields)}\n`);
      written++;
    },
    async finish() {
      await metadata.sync();
      await metadata.close();
      // An empty metadata file makes the reader stumble.
      if (written === 0) await rm(join(folder, home), { recursive: true });
      return written === 0 ? [] : [`${home}/metadata.jsonl`];
    },
    kinds: () => [],
    abandon: () => metadata.close(),
  };
}

/** The same fields in every line, since the reader takes one schema for all; of mixed types they are texts. */
function recordOf({ pair, sha256 }: KeptPair, name: string, fields: readonly FieldColumn[]): string {
  const { key, caption = null, url = null, license = null } = pair;
  const texts = jsonTexts(pair);
  const values = new Map(convertedFields(pair));
  const own = { file_name: name, text: caption, key, url, license, sha256 };
  const entries = [
    ...Object.entries(own).map(([field, value]) => [field, JSON.stringify(value)] as const),
    ...fields.map((field) => [field.name, textOf(field, values.get(field.name), texts)] as const),
  ];
  return `{${entries.map(([field, text]) => `${JSON.stringify(field)}:${text}`).join(",")}}`;
}

function textOf({ name, type }: FieldColumn, value: unknown, texts: ReadonlyMap<string, string>): string {
  if (value === null || value === undefined) return "null";
  return type === "text" ? JSON.stringify(columnValue(value, type)) : (texts.get(name) ?? "null");
}
