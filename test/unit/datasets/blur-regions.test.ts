import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { blurRegions, decodeImage } from "../../../datasets/index.ts";
import type { Pixels } from "../../../models/index.ts";
import { jpeg } from "../../support/written.ts";

const middle = { left: 0.4, top: 0.4, right: 0.6, bottom: 0.6 };

/** Grey noise, so that a blur shows. */
async function noise(width: number, height: number, format: "jpeg" | "png" | "webp", orientation = 1) {
  const data = new Uint8Array(3 * width * height).map((_, i) => (i * 7919 * (i % 13)) % 256);
  const image = sharp(data, { raw: { width, height, channels: 3 } }).withMetadata({ orientation });
  return image.toFormat(format, { quality: 100 }).toBuffer();
}

const pixelsOf = async (bytes: Uint8Array) => (await decodeImage(bytes)).pixels as Pixels;

function spread(
  { data, width }: Pixels,
  from: readonly [number, number],
  to: readonly [number, number],
): number {
  const values: number[] = [];
  for (let y = from[1]; y < to[1]; y++)
    for (let x = from[0]; x < to[0]; x++) values.push(data[3 * (y * width + x)] ?? 0);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

describe("blurring a region", () => {
  it.each(["jpeg", "png", "webp"] as const)(
    "leaves no features in %s, and the rest as it was",
    async (format) => {
      const bytes = await noise(100, 60, format);
      const blurred = await blurRegions(bytes, [middle]);
      if (blurred === undefined) throw new Error("not blurred");
      const [before, after] = [await pixelsOf(bytes), await pixelsOf(blurred)];
      expect([after.width, after.height]).toEqual([100, 60]);
      expect((await sharp(blurred).metadata()).format).toBe(format);
      expect(spread(before, [42, 26], [58, 34])).toBeGreaterThan(40);
      expect(spread(after, [42, 26], [58, 34])).toBeLessThan(25);
      expect(Math.abs(spread(after, [0, 0], [30, 60]) - spread(before, [0, 0], [30, 60]))).toBeLessThan(8);
      expect(await blurRegions(bytes, [middle])).toEqual(blurred);
    },
  );

  it("is upright, where the picture says that it lies, and says nothing beside its pixels", async () => {
    const bytes = await noise(100, 60, "jpeg", 6);
    const blurred = await blurRegions(bytes, [{ left: 0, top: 0, right: 0.2, bottom: 0.2 }]);
    if (blurred === undefined) throw new Error("not blurred");
    const after = await pixelsOf(blurred);
    expect([after.width, after.height]).toEqual([60, 100]);
    expect(spread(after, [1, 1], [11, 19])).toBeLessThan(25);
    const { exif, orientation } = await sharp(blurred).metadata();
    expect([exif, orientation]).toEqual([undefined, undefined]);
  });

  it("takes regions that reach out of the picture, or have no size, and no other bytes", async () => {
    const bytes = await noise(40, 40, "png");
    const odd = [
      { left: -1, top: -2, right: 3, bottom: 4 },
      { left: 1, top: 1, right: 1, bottom: 1 },
    ];
    expect(await blurRegions(bytes, odd)).toBeDefined();
    expect(await blurRegions(await jpeg(), [middle])).toBeDefined();
    expect(await blurRegions(Buffer.from("no picture"), [middle])).toBeUndefined();
    expect(await blurRegions(bytes.subarray(0, 200), [middle])).toBeUndefined();
    const gif = await sharp(bytes).gif().toBuffer();
    expect(await blurRegions(gif, [middle])).toBeUndefined();
  });
});
