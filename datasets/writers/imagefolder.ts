import { mkdir, open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetWriter, KeptPair, ShardWriter, Target } from "../writer.ts";

/** Image files in a folder per shard, with a `metadata.jsonl` that Hugging Face's imagefolder reads. */
export const imagefolder: DatasetWriter = {
  id: "imagefolder",
  about: "a folder per shard of image files and a metadata.jsonl",
  numbered: false,
  needsImages: true,
  refuses: ({ image }) => (image === null ? "an imagefolder holds only pairs with an image" : null),
  begin,
  files: (shards) => (shards === "*" ? "data/**" : `data/${shards}/**`),
};

async function begin({ folder, name: shard, carry }: Target): Promise<ShardWriter> {
  const home = join("data", shard);
  await rm(join(folder, home), { recursive: true, force: true });
  await mkdir(join(folder, home), { recursive: true });
  const metadata = await open(join(folder, home, "metadata.jsonl"), "w");
  let written = 0;
  return {
    async write(kept) {
      const name = `${String(kept.pair.row).padStart(9, "0")}.${kept.extension ?? "jpg"}`;
      await writeFile(join(folder, home, name), kept.image ?? new Uint8Array());
      await metadata.write(`${JSON.stringify(recordOf(kept, name, carry))}\n`);
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

/** The same fields in every line, since the reader takes one schema for all. */
function recordOf(
  { pair, sha256 }: KeptPair,
  name: string,
  carry: readonly string[],
): Record<string, unknown> {
  const { key, caption, url, license } = pair;
  return {
    ...Object.fromEntries(carry.map((field) => [field, pair.meta[field] ?? null])),
    file_name: name,
    text: caption ?? null,
    key,
    url: url ?? null,
    license: license ?? null,
    sha256,
  };
}
