import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeImage } from "../../datasets/index.ts";
import type { Pixels } from "../../models/index.ts";

/** Public-domain photographs: originals of the sample. */
const PHOTOGRAPHS = [
  "acanthus-mollis",
  "nagasaki-boats",
  "airplane-from-above",
  "black-canyon",
  "locomotion-house-cat",
  "allium-oreophilum",
  "dust-bowl-home",
  "french-alpine-landscape",
  "march-pastoral",
] as const;

const COUNT = 208;

/** Whole numbers from 0 below `n`, the same on every machine (a linear congruential generator). */
export function seeded(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** 208 pictures of many shapes: crops of photographs, some tinted, inverted or grey, and patterns. */
export async function variedPictures(): Promise<readonly Pixels[]> {
  const originals = join(import.meta.dirname, "../../datasets/sample/originals/photo");
  const photographs: Pixels[] = [];
  for (const name of PHOTOGRAPHS) {
    const { pixels } = await decodeImage(readFileSync(join(originals, `${name}.jpg`)));
    if (pixels) photographs.push(pixels);
  }
  const random = seeded(7);
  return Array.from({ length: COUNT }, (_, i) =>
    i % 8 === 7 ? pattern(random) : tint(crop(photographs[i % photographs.length] as Pixels, random), random),
  );
}

/** One digest for all of them: other decoders may give other pixels. */
export function picturesDigest(pictures: readonly Pixels[]): string {
  const hash = createHash("sha256");
  for (const { data, width, height } of pictures) hash.update(`${width}×${height}\n`).update(data);
  return hash.digest("hex");
}

function crop({ data, width, height }: Pixels, random: (n: number) => number): Pixels {
  const w = Math.min(width, 40 + random(500));
  const h = Math.min(height, 40 + random(400));
  const [left, top] = [random(width - w + 1), random(height - h + 1)];
  const out = new Uint8Array(w * h * 3);
  for (let y = 0; y < h; y++)
    out.set(data.subarray(((top + y) * width + left) * 3, ((top + y) * width + left + w) * 3), y * w * 3);
  return { data: out, width: w, height: h };
}

function tint({ data, width, height }: Pixels, random: (n: number) => number): Pixels {
  const kind = random(4);
  const gains = [60 + random(80), 60 + random(80), 60 + random(80)];
  const change = [
    (value: number) => value,
    (value: number, i: number) => Math.min(255, (value * (gains[i % 3] ?? 100)) / 100),
    (value: number) => 255 - value,
    (_: number, i: number) => data[i - (i % 3) + 1] ?? 0,
  ][kind] as (value: number, i: number) => number;
  return { data: data.map(change), width, height };
}

function pattern(random: (n: number) => number): Pixels {
  const [width, height] = [20 + random(300), 20 + random(300)];
  const [fx, fy, kind] = [1 + random(20), 1 + random(20), random(3)];
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    if (kind === 0) return random(256);
    const wave = Math.sin((x * fx) / width + (i % 3)) * Math.cos((y * fy) / height);
    return kind === 1 ? 127 + 127 * wave : ((x * fx + y * fy) >> 3) & 255;
  });
  return { data, width, height };
}
