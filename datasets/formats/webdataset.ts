import { existsSync, readdirSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, join } from "node:path";
import { digestFile } from "../fingerprint.ts";
import type { DatasetFormat, Location, Shard } from "../format.ts";
import type { Pair, Trouble } from "../pair.ts";
import { readSidecar } from "./sidecar.ts";
import { readMembers } from "./tar-members.ts";
import { createGroup, type Group } from "./webdataset-pair.ts";

const ENDING = /\.(tar|tar\.gz|tgz)$/u;

/** Tars of `key.jpg`, `key.txt`, `key.json`: webdataset, as img2dataset writes it. */
export const webdataset: DatasetFormat = {
  id: "webdataset",
  about: "folder or list of .tar, .tar.gz",
  detect: async (location) => tars(location).length > 0,
  open: async (location) => ({
    shards: tars(location).map(toShard),
    hasImages: true,
    columns: [],
    troubles: missing(location),
  }),
};

function tars({ paths, isFolder }: Location): readonly string[] {
  const [folder = ""] = paths;
  const names = isFolder ? readdirSync(folder).map((name) => join(folder, name)) : paths;
  return names.filter((path) => ENDING.test(path) && existsSync(path)).sort();
}

function missing({ paths }: Location): readonly string[] {
  const gone = paths.filter((path) => !existsSync(path)).map((path) => basename(path));
  return gone.length === 0
    ? []
    : [
        `${gone.length} of ${paths.length} shards are not there: ${gone.slice(0, 5).join(", ")}${gone.length > 5 ? ", …" : ""}`,
      ];
}

function toShard(path: string): Shard {
  const name = basename(path).replace(ENDING, "");
  return {
    name,
    source: basename(path),
    bytes: statSync(path).size,
    read: (signal) => read(path, name, signal),
    digest: (signal) => digestFile(path, signal),
  };
}

/** Members of the same stem that follow one another are a pair. */
async function* read(path: string, shard: string, signal: AbortSignal): AsyncGenerator<Pair | Trouble> {
  const sidecar = await readSidecar(path.replace(ENDING, ".parquet"));
  if (sidecar.trouble !== undefined) yield { trouble: sidecar.trouble };
  const seen = new Map<string, number>();
  let group: Group | undefined;
  let row = 0;
  const finish = (done: Group): Pair => done.finish(uniqueKey(shard, done.stem, seen), row++, sidecar.rows);

  for await (const member of readMembers(path, signal)) {
    if ("broken" in member) {
      if (group) yield finish(group);
      group = undefined;
      yield { trouble: `Cannot read shard "${shard}" to its end: ${member.broken}` };
      break;
    }
    const place = splitName(member.name);
    if (place === "hidden") continue;
    if (place === "hostile") {
      yield {
        trouble: `Cannot use member ${member.index} of shard "${shard}": its path leads out of the archive`,
      };
      continue;
    }
    if (group && group.stem !== place.stem) yield finish(group);
    if (group?.stem !== place.stem) group = createGroup(place.stem);
    group.add(place.ending, member);
  }
  if (group) yield finish(group);
  if (row === 0) yield { trouble: `Cannot find a pair in shard "${shard}"` };
  if (path.endsWith(".tar") && !(await endsWithMark(path)))
    yield { trouble: `Shard "${shard}" has no end-of-archive mark: it may have been cut` };
}

/** webdataset's rule: the key is the path up to the first dot of its last part. */
function splitName(name: string): { stem: string; ending: string } | "hostile" | "hidden" {
  if (name.startsWith("/") || name.split("/").includes("..") || name.includes("\0")) return "hostile";
  const clean = name.replace(/^(\.\/)+/u, "");
  const slash = clean.lastIndexOf("/") + 1;
  const dot = clean.indexOf(".", slash);
  if (dot === slash) return "hidden";
  if (dot < 0) return { stem: clean, ending: "" };
  return { stem: clean.slice(0, dot), ending: clean.slice(dot + 1).toLowerCase() };
}

/** A stem that comes back is another pair with a key of its own: nothing is overwritten, nothing is lost. */
function uniqueKey(shard: string, stem: string, seen: Map<string, number>): { key: string; again: boolean } {
  const times = (seen.get(stem) ?? 0) + 1;
  seen.set(stem, times);
  return { key: times === 1 ? `${shard}/${stem}` : `${shard}/${stem}~${times}`, again: times > 1 };
}

/** Two blocks of zeros end a tar; without them, whole members may be missing and nobody would know. */
async function endsWithMark(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(1024, 1);
    await file.read(tail, 0, 1024, Math.max(0, size - 1024));
    return tail.every((byte) => byte === 0);
  } finally {
    await file.close();
  }
}
