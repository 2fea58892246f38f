import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { pack } from "tar-stream";

/** One real pair of an image and its alt text. */
export interface SourcePair {
  /** Where the JPEG lies. */
  readonly path: string;
  readonly caption: string;
}

const folder = join(import.meta.dirname, "../../shared/data/pairs/openstax");

/** The 1,244 openstax pairs, shuffled by the hash of their names so that the first n are a fair sample; none when they are absent. */
export async function sourcePairs(): Promise<readonly SourcePair[]> {
  const metadata = join(folder, "metadata.jsonl");
  if (!existsSync(metadata)) return [];
  const keyed: { readonly key: string; readonly pair: SourcePair }[] = [];
  for await (const line of createInterface({ input: createReadStream(metadata) })) {
    const { file_name, text } = JSON.parse(line) as { file_name: string; text: string };
    const key = createHash("sha256").update(file_name).digest("hex");
    keyed.push({ key, pair: { path: join(folder, file_name), caption: text } });
  }
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ pair }) => pair);
}

/** Packs `count` pairs as one webdataset tar, over and over from the start under new keys where they do not suffice. */
export async function packTar(pairs: readonly SourcePair[], count: number, path: string): Promise<void> {
  const tar = pack();
  const file = createWriteStream(path);
  tar.pipe(file);
  const add = (name: string, data: Buffer) =>
    new Promise<void>((resolve, reject) =>
      tar.entry({ name }, data, (error) => (error ? reject(error) : resolve())),
    );
  for (let i = 0; i < count; i++) {
    const pair = pairs[i % pairs.length] as SourcePair;
    const key = String(i).padStart(9, "0");
    await add(`${key}.jpg`, await readFile(pair.path));
    await add(`${key}.txt`, Buffer.from(pair.caption));
  }
  tar.finalize();
  await finished(file);
}
