import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeFrames, FRAMES_LOOKED_AT, limitDecodeThreads } from "../../../datasets/index.ts";
import { avifOf } from "../../support/avif-of.ts";
import { apngOf, gifOf, movingImages, type Patch, tiffOf } from "../../support/moving-images.ts";

beforeAll(() => limitDecodeThreads(1));

const red = { x: 0, y: 0, width: 16, height: 16, colour: 0, disposal: 1 } as const;
const green: Patch = { x: 0, y: 0, width: 4, height: 4, colour: 1, disposal: 1 };

async function all(bytes: Uint8Array, options = {}) {
  const decoded = await decodeFrames(bytes, options);
  const further = [];
  for await (const frame of decoded.further()) further.push(frame);
  return { ...decoded, further };
}

const firstPixel = (pixels: { readonly data: Uint8Array } | undefined) => [
  ...(pixels?.data.subarray(0, 3) ?? []),
];

describe("the frames of an image", () => {
  it("is one of a still, and none of what is no image", async () => {
    const still = await sharp(gifOf([red]))
      .jpeg()
      .toBuffer();
    expect(await all(still)).toMatchObject({ facts: { frames: 1 }, framesSkipped: 0, further: [] });
    expect(await all(Buffer.from("404"))).toMatchObject({ framesSkipped: 0, further: [] });
  });

  it("are all looked at up to a number, and of more the first, the last and ones at even distances", async () => {
    const patches = Array.from({ length: 100 }, (_, i): Patch => ({ ...red, colour: i === 99 ? 1 : 0 }));
    for (const [count, skipped] of [
      [FRAMES_LOOKED_AT, 0],
      [100, 68],
    ] as const) {
      const { facts, framesSkipped, further } = await all(gifOf(patches.slice(-count)));
      expect([facts.frames, framesSkipped, further.length]).toEqual([count, skipped, 31]);
      expect(further.at(-1)?.index).toBe(count - 1);
      expect(firstPixel(further.at(-1)?.pixels)).toEqual([0, 200, 0]);
      const gaps = further.slice(1).map(({ index }, i) => index - (further[i]?.index ?? 0));
      expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    }
  });

  it("are mixed as the PNG standard says where one is half transparent", async () => {
    const { further } = await all(apngOf([red, { ...green, colour: 2 }], { over: 100 }));
    expect(firstPixel(further[0]?.pixels)).toEqual([155, 0, 100]);
    expect([...(further[0]?.pixels?.data.subarray(3, 6) ?? [])]).toEqual([0, 0, 255]);
  });

  it("are found of a PNG whose marks stand behind 80 kB of others", async () => {
    const bytes = apngOf([red, green]);
    const text = Buffer.alloc(80_012);
    text.writeUInt32BE(80_000);
    text.write("tEXt", 4);
    const { facts, further } = await all(Buffer.concat([bytes.subarray(0, 33), text, bytes.subarray(33)]));
    expect(facts).toMatchObject({ animated: true, frames: 2 });
    expect(firstPixel(further[0]?.pixels)).toEqual([0, 200, 0]);
  });

  it("are turned upright as the first one is", async () => {
    const bytes = apngOf([red, { ...green, x: 1, width: 6, height: 3 }]);
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const exif = Buffer.from("4d4d002a0000000800010112000300000001000000000000000000", "hex");
      exif.writeUInt8(orientation, 19);
      const chunk = pngExif(exif);
      const { pixels, further } = await all(
        Buffer.concat([bytes.subarray(0, 33), chunk, bytes.subarray(33)]),
      );
      const upright = sharp(
        await sharp(await lastFrame(bytes))
          .withMetadata({ orientation })
          .png()
          .toBuffer(),
      );
      const wanted = await upright.autoOrient().removeAlpha().raw().toBuffer();
      expect(pixels).toMatchObject({ width: 16, height: 16 });
      expect(Buffer.from(further[0]?.pixels?.data ?? []).equals(wanted), String(orientation)).toBe(true);
    }
  });

  it("keep their own sizes and limits in a TIFF of many pages", async () => {
    const { facts, further } = await all(
      tiffOf([
        [8, 4],
        [40, 30],
        [2, 3],
      ]),
      { maxPixels: 1000 },
    );
    expect(facts).toMatchObject({ width: 8, height: 4, animated: false, frames: 3 });
    expect(further[0]?.error).toBe("Cannot decode frame 2: wanted at most 0.001 megapixels, got 40 × 30");
    expect(further[1]?.pixels).toMatchObject({ width: 2, height: 3 });
  });

  it("are the pictures of an AVIF, the one that it calls its primary first", async () => {
    const colours = ["#f00", "#0f0", "#00f"];
    const items = colours.map((colour, i) => ({ side: 64 + 16 * i, colour }));
    const { facts, pixels, further, framesSkipped } = await all(await avifOf(items, 1));
    expect(facts).toMatchObject({ format: "avif", width: 80, animated: true, frames: 3 });
    const shown = [pixels, ...further.map((frame) => frame.pixels)];
    expect([shown.map((one) => one?.width), framesSkipped]).toEqual([[80, 64, 96], 0]);
    const [green, red, blue] = shown.map(firstPixel);
    expect(Math.min(green?.[1] ?? 0, red?.[0] ?? 0, blue?.[2] ?? 0)).toBeGreaterThan(240);
  });

  it("are counted, but not looked at, of an AVIF that is a film", async () => {
    const film = readFileSync("test/fixtures/images/film.avif");
    const { facts, pixels, framesSkipped, further } = await all(film);
    expect(facts).toMatchObject({ format: "avif", animated: true, width: 64, height: 48, decodable: true });
    expect(firstPixel(pixels)[0]).toBeGreaterThan(240);
    // Its four frames beside the still image, which need not be one of them.
    expect([facts.frames, framesSkipped, further]).toEqual([5, 4, []]);
  });

  it("are named where they are damaged, and spoil no other", async () => {
    const apng = apngOf([red, green, green]);
    apng.writeUInt8(apng.readUInt8(apng.indexOf("fdAT") + 12) ^ 1, apng.indexOf("fdAT") + 12);
    const tiff = tiffOf([
      [8, 4],
      [8, 4],
      [8, 4],
    ]);
    // Its pixels are said to lie behind the end.
    tiff.writeUInt32LE(90_000, tiff.indexOf(Buffer.from("1101040001000000", "hex"), 186) + 8);
    for (const bytes of [apng, tiff]) {
      const { facts, further } = await all(bytes);
      expect(facts.decodable).toBe(true);
      expect(further[0]).toEqual({
        index: 1,
        error: "Cannot decode frame 2: its data is truncated or damaged",
      });
      expect(further[1]?.pixels).toBeDefined();
    }
  });

  it("are not decoded where all of them together are too large", async () => {
    const bytes = gifOf(Array(1000).fill(green), 1500);
    const { error, framesSkipped, further } = await all(bytes);
    expect(error).toBe(
      "Cannot decode image: wanted at most 2000 megapixels over all frames, got 1000 of 1500 × 1500",
    );
    expect([framesSkipped, further]).toEqual([1000, []]);
  });

  it("stop at an abort, with its reason", async () => {
    for (const { bytes } of await movingImages()) {
      const stop = new AbortController();
      const { further } = await decodeFrames(bytes, { signal: stop.signal });
      const frames = further();
      await frames.next();
      stop.abort(new Error("stopped"));
      await expect(frames.next()).rejects.toThrow("stopped");
      await expect(decodeFrames(bytes, { signal: stop.signal })).rejects.toThrow("stopped");
    }
  });
});

function pngExif(exif: Buffer): Buffer {
  const chunk = Buffer.alloc(exif.length + 12);
  chunk.writeUInt32BE(exif.length);
  chunk.write("eXIf", 4);
  exif.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, exif.length + 8)), exif.length + 8);
  return chunk;
}

async function lastFrame(bytes: Uint8Array): Promise<Buffer> {
  const { further } = await all(bytes);
  const { data, width, height } = further.at(-1)?.pixels ?? { data: Buffer.alloc(0), width: 0, height: 0 };
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}
