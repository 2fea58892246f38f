import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { encoder, makeImage } from "./image.ts";
import { captionOf, type PairRecipe, readRecipe } from "./recipe.ts";
import { provenanceOf } from "./sources.ts";

/** A shard as it was written. */
export interface BuiltShard {
  /** `00000.tar` */
  readonly file: string;
  readonly pairs: number;
  readonly bytes: number;
  readonly sha256: string;
}

interface Member {
  readonly name: string;
  readonly data: Buffer;
}

/** Tars carry a time: always this one, so that the same recipe gives the same bytes. */
const MTIME = new Date("2024-01-01T00:00:00Z");

/** `digests.json`: what the shards must be, byte for byte, under the same encoder. */
export interface Digests {
  readonly encoder: string;
  readonly shards: Readonly<Record<string, string>>;
}

/**
 * Writes the built-in sample, in img2dataset's webdataset layout, into `outDir/shards/` and its SHA-256
 * digests beside them. Needs the development packages that its pictures come from.
 * @throws Error when one of them is absent
 */
export async function buildSample(outDir: string): Promise<readonly BuiltShard[]> {
  const shards = new Map<string, Member[]>();
  for (const pair of await readRecipe()) {
    const file = `${pair.key.slice(0, 5)}.tar`;
    const members = shards.get(file) ?? [];
    members.push(...(await membersOf(pair)));
    shards.set(file, members);
  }
  const folder = join(outDir, "shards");
  await mkdir(folder, { recursive: true });
  const built = await Promise.all([...shards].map(([file, members]) => writeShard(folder, file, members)));
  await writeDigests(outDir, built);
  return built;
}

/** Image, JSON and text of a pair, by name; the text is absent where there is no caption. */
async function membersOf(pair: PairRecipe): Promise<readonly Member[]> {
  const { extension, bytes, width, height } = await makeImage(pair);
  const { source, license, url } = provenanceOf(pair.picture);
  const caption = captionOf(pair);
  const facts = { caption, url, key: pair.key, status: "success", width, height, license, source };
  const members = [
    { name: `${pair.key}.${extension}`, data: bytes },
    { name: `${pair.key}.json`, data: Buffer.from(JSON.stringify(facts, null, 4)) },
  ];
  if (caption !== null) members.push({ name: `${pair.key}.txt`, data: Buffer.from(caption) });
  return members.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function writeDigests(outDir: string, built: readonly BuiltShard[]): Promise<void> {
  const shards = Object.fromEntries(built.map(({ file, sha256 }) => [file, sha256]));
  const digests: Digests = { encoder, shards };
  await writeFile(join(outDir, "digests.json"), `${JSON.stringify(digests, null, 2)}\n`);
}

async function writeShard(folder: string, file: string, members: readonly Member[]): Promise<BuiltShard> {
  const tar = pack();
  const owner = { uid: 0, gid: 0, uname: "sluice", gname: "sluice" };
  for (const { name, data } of members) tar.entry({ name, mode: 0o444, mtime: MTIME, ...owner }, data);
  tar.finalize();
  const bytes = await buffer(tar);
  await writeFile(join(folder, file), bytes);
  const pairs = new Set(members.map(({ name }) => name.split(".")[0])).size;
  return { file, pairs, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}
