import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { pack } from "tar-stream";
import { decodeImage } from "../../datasets/index.ts";
import { PDQ_DISTANCE, PDQ_QUALITY, pdqHash } from "../../filters/index.ts";
import { variedPictures } from "./model-pictures.ts";

/** A benign pair that stands in for one on a list. */
export interface KnownPair {
  readonly key: string;
  readonly caption: string;
  readonly url: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** PDQ hash of a smaller copy, saved anew. */
  readonly pdq: string;
}

const SUBJECTS = [
  "a harbour",
  "a meadow",
  "two chairs",
  "an old bridge",
  "a market",
  "a tower",
  "a lamp",
  "a canoe",
];
/** Of each of two tars. */
const PAIRS = 8;

const distance = (a: string, b: string) =>
  (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll("0", "").length;

/** Writes two tars of pairs, each with a picture that PDQ tells from all others, a caption and a URL. */
export async function knownTars(folder: string): Promise<readonly KnownPair[]> {
  mkdirSync(folder, { recursive: true });
  const known: KnownPair[] = [];
  for (const { data, width, height } of await variedPictures()) {
    if (known.length === 2 * PAIRS) break;
    const png = sharp(data, { raw: { width, height, channels: 3 } }).resize(480, 360, { fit: "fill" });
    const bytes = await png.jpeg({ quality: 92 }).toBuffer();
    const own = await pdqOf(bytes);
    const copy = await pdqOf(await sharp(bytes).resize(400, 300).jpeg({ quality: 80 }).toBuffer());
    if (Math.min(own.quality, copy.quality) < PDQ_QUALITY || distance(own.hash, copy.hash) > PDQ_DISTANCE / 2)
      continue;
    if (known.some(({ pdq }) => distance(pdq, own.hash) <= 2 * PDQ_DISTANCE)) continue;
    const i = known.length;
    known.push({
      key: `0000${Math.floor(i / PAIRS)}/${String(i).padStart(6, "0")}`,
      caption: `Photograph no. ${i} of ${SUBJECTS[i % PAIRS]} in the morning`,
      url: `http://pictures${i}.example.org/album/${i}.jpg?size=large`,
      bytes,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      pdq: copy.hash,
    });
  }
  if (known.length < 2 * PAIRS) throw new Error(`wanted ${2 * PAIRS} pictures, got ${known.length}`);
  for (const shard of ["00000", "00001"]) {
    const tar = pack();
    for (const { key, caption, url, bytes } of known.filter((one) => one.key.startsWith(shard))) {
      const stem = key.slice(key.indexOf("/") + 1);
      tar.entry({ name: `${stem}.jpg` }, Buffer.from(bytes));
      tar.entry({ name: `${stem}.txt` }, caption);
      tar.entry({ name: `${stem}.json` }, JSON.stringify({ url, caption, width: 480, height: 360 }));
    }
    tar.finalize();
    writeFileSync(join(folder, `${shard}.tar`), await buffer(tar));
  }
  return known;
}

async function pdqOf(bytes: Uint8Array): Promise<ReturnType<typeof pdqHash>> {
  const { pixels } = await decodeImage(bytes);
  if (pixels === undefined) throw new Error("wanted a picture, got none");
  return pdqHash(pixels);
}

/** A hash of bytes, hexadecimal. */
export function digest(kind: "md5" | "sha1", bytes: Uint8Array): string {
  return createHash(kind).update(bytes).digest("hex");
}
