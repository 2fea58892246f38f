import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pack } from "tar-stream";
import type { PairPlan } from "./pairs.ts";

/** A tar under way. */
export interface ShardTar {
  add(plan: PairPlan, side: number, png: Buffer): void;
  /** Ends the file. @returns how many pairs it has, its size and SHA-256 (hex) */
  finish(): Promise<{ readonly pairs: number; readonly bytes: number; readonly sha256: string }>;
}

/** Tars carry a time: always this one, so that the same packages give the same bytes. */
const MTIME = new Date("2024-01-01T00:00:00Z");
const owner = { mode: 0o444, mtime: MTIME, uid: 0, gid: 0, uname: "sluice", gname: "sluice" };

/** Begins a shard: `key.json`, `key.png` and `key.txt` of each pair, in webdataset's layout. */
export function createShard(path: string): ShardTar {
  const tar = pack();
  const hash = createHash("sha256");
  let [pairs, bytes] = [0, 0];
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const closed = pipeline(tar, count, createWriteStream(path));
  // A failed disk is reported by finish(); here it must only not end the process.
  closed.catch(() => {});
  return {
    add(plan, side, png) {
      pairs++;
      const facts = Buffer.from(JSON.stringify(factsOf(plan, side), null, 2));
      tar.entry({ name: `${plan.key}.json`, ...owner }, facts);
      tar.entry({ name: `${plan.key}.png`, ...owner }, png);
      tar.entry({ name: `${plan.key}.txt`, ...owner }, plan.captions.caption);
    },
    async finish() {
      tar.finalize();
      await closed;
      return { pairs, bytes, sha256: hash.digest("hex") };
    },
  };
}

/** The pair's JSON: img2dataset's fields first, then what is known of picture and emoji. */
function factsOf({ key, emoji, source, split, captions, variants }: PairPlan, side: number) {
  const { hexcode, name, group, subgroup, concept, gender, skinTones, keywords } = emoji;
  return {
    key,
    caption: captions.caption,
    url: source.url,
    status: "success",
    width: side,
    height: side,
    license: source.license,
    creator: source.creator,
    source: `${source.package} ${hexcode}`,
    split,
    style: source.style,
    name,
    subject: captions.subject,
    captions: captions.captions,
    keywords,
    emoji: emoji.emoji,
    hexcode,
    concept,
    variants,
    group,
    subgroup,
    gender,
    skin_tones: skinTones,
  };
}
