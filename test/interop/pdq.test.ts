import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { decodeImage } from "../../datasets/index.ts";
import { PDQ_QUALITY, pdqHash } from "../../filters/index.ts";
import { variedPictures } from "../support/model-pictures.ts";
import { inPython, withoutPython } from "../support/python.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder()("pictures");
/** The sizes at which windows are one pixel, even and odd, and where one side is smaller than 64. */
const SIZES = [
  [640, 480],
  [1000, 333],
  [129, 128],
  [64, 300],
  [40, 90],
] as const;

const bits = (a: string, b: string) =>
  (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll("0", "").length;

describe.skipIf(withoutPython)("PDQ", () => {
  it("is that of pdqhash to a few bits, of every size, and quality to one point", async () => {
    mkdirSync(folder);
    const pictures = (await variedPictures()).slice(0, 12);
    const files: string[] = [];
    for (const [i, { data, width, height }] of pictures.entries()) {
      const path = join(folder, `${i}.png`);
      const [w, h] = SIZES[i % SIZES.length] ?? [64, 64];
      await sharp(data, { raw: { width, height, channels: 3 } })
        .resize(w, h, { fit: "fill" })
        .png()
        .toFile(path);
      files.push(path);
    }
    const theirs = (await inPython("pdq.py", ...files)) as Record<
      string,
      [string, number, readonly string[]]
    >;
    let good = 0;
    for (const path of files) {
      const { pixels } = await decodeImage(readFileSync(path));
      if (pixels === undefined) throw new Error(`${path} does not decode`);
      const { hash, turned, quality } = pdqHash(pixels);
      const [reference, theirQuality, ways] = theirs[path] as [string, number, readonly string[]];
      expect(Math.abs(quality - theirQuality), path).toBeLessThanOrEqual(1);
      if (quality < PDQ_QUALITY) continue;
      good++;
      expect(bits(hash, reference), path).toBeLessThanOrEqual(4);
      for (const way of ways)
        expect(Math.min(...[hash, ...turned].map((one) => bits(one, way))), path).toBeLessThanOrEqual(4);
    }
    expect(good).toBeGreaterThan(3);
  });
});
