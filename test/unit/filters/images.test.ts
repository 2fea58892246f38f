import { createRequire } from "node:module";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { duplicates } from "../../../filters/duplicates.ts";
import { imageBasics } from "../../../filters/image-basics.ts";
import { perceptualHash } from "../../../filters/perceptual-hash.ts";
import type { Pixels } from "../../../models/index.ts";
import { filterContract } from "../../contracts/filter.ts";

/** The package is CommonJS, and its types are not. */
const phash: (image: Uint8Array, options: object) => Promise<string> = createRequire(import.meta.url)(
  "sharp-phash",
);

/** Forty rectangles of random place, size and colour on grey: edges and areas, as in real pictures. */
function picture(seed: number, width = 160, height = 120): Pixels {
  const data = new Uint8Array(width * height * 3).fill(128);
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let n = 0; n < 40; n++) {
    const [left, top] = [random(width), random(height)];
    const [right, bottom] = [left + random(width / 2), top + random(height / 2)];
    const colour = [random(256), random(256), random(256)];
    for (let y = top; y < Math.min(bottom, height); y++)
      for (let x = left; x < Math.min(right, width); x++) data.set(colour, (y * width + x) * 3);
  }
  return { data, width, height };
}

async function reencoded({ data, width, height }: Pixels, scale: number, quality: number): Promise<Pixels> {
  const { data: bytes, info } = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(Math.round(width * scale))
    .modulate({ brightness: 1.04 })
    .jpeg({ quality })
    .toBuffer()
    .then((jpeg) => sharp(jpeg).raw().toBuffer({ resolveWithObject: true }));
  return { data: bytes, width: info.width, height: info.height };
}

function distance(a: string, b: string): number {
  let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; bits > 0n; bits >>= 1n) count += Number(bits & 1n);
  return count;
}

const facts = {
  bytes: 1000,
  decodable: true,
  width: 160,
  height: 120,
  format: "jpeg",
  animated: false,
  exifGps: false,
} as const;
const samples = [1, 2, 3].map((seed) => ({ key: String(seed), image: facts, pixels: picture(seed) }));

describe("image-basics", () => {
  filterContract(imageBasics, [...samples, { key: "torn", image: { bytes: 12, decodable: false } }]);

  it("keeps what the bytes say of an image that does not decode", async () => {
    const [row] = await imageBasics().score([
      { key: "torn", image: { bytes: 12, decodable: false, format: "jpeg" } },
    ]);
    expect(row).toMatchObject({ bytes: 12, decodable: false, format: "jpeg", width: null, aspect: null });
  });
});

describe("duplicates", () => {
  filterContract(duplicates, samples);

  it("gives re-encoded pictures nearly the same hash, and others not", async () => {
    const seeds = Array.from({ length: 30 }, (_, i) => i + 1);
    const hashes = seeds.map((seed) => perceptualHash(picture(seed)) ?? "");
    for (const [i, seed] of seeds.entries()) {
      const again = perceptualHash(await reencoded(picture(seed), 0.7, 60)) ?? "";
      expect(distance(again, hashes[i] ?? "")).toBeLessThanOrEqual(4);
    }
    const others = hashes.flatMap((a, i) => hashes.slice(i + 1).map((b) => distance(a, b)));
    expect(others.filter((bits) => bits <= 4).length / others.length).toBeLessThan(0.02);
  });

  it("agrees with sharp-phash, the reference of its construction, within a few bits", async () => {
    const distances = [];
    for (let seed = 1; seed <= 30; seed++) {
      const { data, width, height } = picture(seed);
      const bits = await phash(data, { raw: { width, height, channels: 3 } });
      const theirs = BigInt(`0b${bits}`).toString(16).padStart(16, "0");
      distances.push(distance(theirs, perceptualHash(picture(seed)) ?? ""));
    }
    distances.sort((a, b) => a - b);
    expect(distances[15]).toBeLessThanOrEqual(6);
    expect(distances.at(-1)).toBeLessThanOrEqual(16);
  });

  it("hashes no picture of one flat colour, and takes pictures of a few pixels", () => {
    const flat = { data: new Uint8Array(64 * 64 * 3).fill(200), width: 64, height: 64 };
    expect(perceptualHash(flat)).toBeNull();
    expect(perceptualHash({ data: new Uint8Array(3).fill(9), width: 1, height: 1 })).toBeNull();
    expect(perceptualHash(picture(4, 7, 3))).toMatch(/^[0-9a-f]{16}$/u);
  });
});
