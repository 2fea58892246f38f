import { existsSync, readFileSync } from "node:fs";
import sharp, { type Sharp } from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeImage, limitDecodeThreads } from "../../../datasets/index.ts";

beforeAll(() => limitDecodeThreads(1));

const plain = (width = 8, height = 4): Sharp =>
  sharp({
    create: { width, height, channels: 3, background: { r: 200, g: 100, b: 50 } },
    limitInputPixels: false,
  });
const frames = async (count: number) => {
  const colours = Array.from({ length: count }, (_, i) => (i === 0 ? "#c86432" : "#000"));
  const stills = colours.map((background) =>
    sharp({ create: { width: 8, height: 4, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(stills), { join: { animated: true } });
};
const firstPixel = async (bytes: Uint8Array) => [
  ...((await decodeImage(bytes)).pixels?.data.subarray(0, 3) ?? []),
];

/** A TIFF that claims another compression (tag 259): https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf */
function withCompression(bytes: Buffer, compression: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = copy.readUInt32LE(4);
  for (let entry = at + 2; entry < at + 2 + 12 * copy.readUInt16LE(at); entry += 12)
    if (copy.readUInt16LE(entry) === 259) copy.writeUInt16LE(compression, entry + 8);
  return copy;
}

function expectNear(got: readonly number[], wanted: readonly number[], by: number): void {
  expect(got).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) expect(Math.abs((got[i] ?? 0) - value)).toBeLessThanOrEqual(by);
}

describe("formats", () => {
  it.each(["jpeg", "png", "webp", "gif", "avif", "tiff"] as const)("decodes %s to RGB", async (format) => {
    const bytes = await plain().toFormat(format).toBuffer();
    const { facts, pixels, error } = await decodeImage(bytes);
    expect(error).toBeUndefined();
    expect(facts).toEqual({
      bytes: bytes.length,
      decodable: true,
      width: 8,
      height: 4,
      format,
      animated: false,
      frames: 1,
      exifGps: false,
    });
    expect(pixels).toMatchObject({ width: 8, height: 4 });
    expect(pixels?.data).toHaveLength(8 * 4 * 3);
    expectNear(await firstPixel(bytes), [200, 100, 50], 4);
  });

  it.each([
    ["CMYK", plain().toColourspace("cmyk").jpeg(), [200, 100, 50], 30],
    ["16-bit", plain().toColourspace("rgb16").png(), [200, 100, 50], 1],
    ["16-bit grey", plain().toColourspace("grey16").png(), [128, 128, 128], 1],
    ["grey", plain().toColourspace("b-w").jpeg(), [128, 128, 128], 1],
    ["palette", plain().png({ palette: true }), [200, 100, 50], 1],
    ["progressive", plain().jpeg({ progressive: true }), [200, 100, 50], 3],
  ] as const)("brings %s to 8-bit sRGB", async (_, image, wanted, by) => {
    expectNear(await firstPixel(await image.toBuffer()), wanted, by);
  });

  it("lays transparency on white", async () => {
    const clear = { width: 2, height: 2, channels: 4 as const, background: { r: 0, g: 0, b: 0, alpha: 0 } };
    expect(await firstPixel(await sharp({ create: clear }).png().toBuffer())).toEqual([255, 255, 255]);
  });

  it.each(["gif", "webp"] as const)(
    "takes the first frame of an animated %s, and says so",
    async (format) => {
      const bytes = await (await frames(3)).toFormat(format).toBuffer();
      const { facts, pixels } = await decodeImage(bytes);
      expect(facts).toMatchObject({ animated: true, width: 8, height: 4, format });
      expect(pixels).toMatchObject({ width: 8, height: 4 });
      expectNear(await firstPixel(bytes), [200, 100, 50], 6);
    },
  );

  it("sees that a PNG is animated, though it reads it as a still", async () => {
    const still = await plain().png().toBuffer();
    const control = Buffer.from("000000086163544c00000002000000005bdc3aa5", "hex");
    const animated = Buffer.concat([still.subarray(0, 33), control, still.subarray(33)]);
    expect((await decodeImage(animated)).facts).toMatchObject({ animated: true, format: "png" });
  });
});

describe("EXIF", () => {
  it("turns the image upright, and gives the size after that", async () => {
    const bytes = await plain(8, 4).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { facts, pixels } = await decodeImage(bytes);
    expect(facts).toMatchObject({ width: 4, height: 8 });
    expect(pixels).toMatchObject({ width: 4, height: 8 });
  });

  const place = {
    GPSLatitudeRef: "N",
    GPSLatitude: "51/1 30/1 3230/100",
    GPSLongitudeRef: "W",
    GPSLongitude: "0/1 7/1 4366/100",
  };
  it.each([
    ["a place", { IFD3: place }, true],
    ["half a place", { IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 3230/100" } }, false],
    ["only an author", { IFD0: { Artist: "nobody" } }, false],
  ])("says whether it holds %s", async (_, exif, exifGps) => {
    for (const format of ["jpeg", "webp", "png"] as const) {
      const bytes = await plain().withExif(exif).toFormat(format).toBuffer();
      expect((await decodeImage(bytes)).facts).toMatchObject({ exifGps, decodable: true });
    }
  });

  it("is found in a JPEG behind 80 kB of other segments", async () => {
    const whole = await plain().withExif({ IFD3: place }).jpeg().toBuffer();
    const other = Buffer.concat([Buffer.from([0xff, 0xed, 0x9c, 0x40]), Buffer.alloc(0x9c40 - 2)]);
    const far = Buffer.concat([whole.subarray(0, 2), other, other, whole.subarray(2)]);
    expect((await decodeImage(far)).facts).toMatchObject({ exifGps: true, decodable: true });
  });

  it.each([1, 300])("is found in a PNG behind its pixels, %i wide", async (width) => {
    const whole = await plain(width, 300).withExif({ IFD3: place }).png({ compressionLevel: 0 }).toBuffer();
    const at = whole.indexOf("eXIf") - 4;
    const after = at + 12 + whole.readUInt32BE(at);
    const end = whole.length - 12;
    const parts = [whole.subarray(0, at), whole.subarray(after, end), whole.subarray(at, after)];
    const late = Buffer.concat([...parts, whole.subarray(end)]);
    expect((await decodeImage(late)).facts).toMatchObject({ exifGps: true, decodable: true });
  });
});

describe("what cannot be decoded", () => {
  it("refuses a TIFF whose strips cannot be unpacked, rather than taking them for black", async () => {
    const bytes = await plain(64, 64).tiff({ compression: "lzw" }).toBuffer();
    const torn = Buffer.from(bytes);
    torn.fill(0xff, 8, 40);
    expect((await decodeImage(torn)).error).toBe(
      "Cannot decode image: the tiff data is truncated or damaged",
    );
    const strange = withCompression(await plain(64, 64).tiff({ compression: "none" }).toBuffer(), 50_000);
    expect((await decodeImage(strange)).pixels).toBeUndefined();
  });

  const cases = "../shared/data/cases/f25-tiff";
  it.skipIf(!existsSync(cases))(
    "takes no damaged or unknown TIFF of the cases for a black picture",
    async () => {
      const decoded = ["0-raw", "1-tiff_lzw", "2-zstd", "3-lzma", "4-cut"].map(
        async (name) => (await decodeImage(readFileSync(`${cases}/${name}.tif`))).facts.decodable,
      );
      expect(await Promise.all(decoded)).toEqual([true, true, false, false, false]);
    },
  );

  it.each(["jpeg", "png", "webp", "gif", "avif", "tiff"] as const)(
    "refuses a truncated %s",
    async (format) => {
      const noise = { type: "gaussian" as const, mean: 128, sigma: 60 };
      const image = sharp({ create: { width: 200, height: 200, channels: 3, background: "red", noise } });
      const whole = await image.toFormat(format).toBuffer();
      const { facts, pixels, error } = await decodeImage(whole.subarray(0, whole.length * 0.6));
      expect(pixels).toBeUndefined();
      expect(facts.decodable).toBe(false);
      expect(error).toMatch(/^Cannot decode image: [^\n]+[^.\n]$/u);
    },
  );

  it.each([
    ["nothing", "", "got 0 bytes"],
    ["text", "404 not found", "got text"],
    ["a page", "<!DOCTYPE html><p>", "got an HTML page"],
    ["a drawing", '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "got SVG or XML markup"],
    ["a document", "%PDF-1.7\n%\xe2\xe3", "got a PDF document"],
    ["a packed drawing", "\x1f\x8b\x08\x00", "got gzip data"],
    ["zeros", "\0".repeat(900), "got only zero bytes"],
    ["noise", "\x01\x02\x03\x00\xfe", "got other or damaged bytes"],
  ])("says that %s is no image", async (_, content, got) => {
    const bytes = Buffer.from(content, "latin1");
    const { facts, error } = await decodeImage(bytes);
    expect(facts).toEqual({ bytes: bytes.length, decodable: false });
    expect(error).toContain(got);
  });

  it("refuses 30,000 × 30,000 pixels before it decodes them, and still gives their size", async () => {
    // The header of a small PNG with another size and its checksum: a bomb's is no larger.
    const bomb = Buffer.from(await plain(1, 1).png().toBuffer());
    bomb.writeUInt32BE(30_000, 16);
    bomb.writeUInt32BE(30_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    // Its one pixel is no picture of that size: an attempt to decode it would end with another error.
    const { facts, pixels, error } = await decodeImage(bomb);
    expect(pixels).toBeUndefined();
    expect(facts).toMatchObject({ decodable: false, width: 30_000, height: 30_000, format: "png" });
    expect(error).toBe("Cannot decode image: wanted at most 100 megapixels, got 30000 × 30000");
  });

  it("keeps to the limit that it is given", async () => {
    const bytes = await plain(100, 100).jpeg().toBuffer();
    expect((await decodeImage(bytes, { maxPixels: 10_000 })).error).toBeUndefined();
    expect((await decodeImage(bytes, { maxPixels: 9_999 })).facts).toMatchObject({
      decodable: false,
      width: 100,
    });
  });
});

it("does not change the bytes that it is given", async () => {
  const bytes = readFileSync("test/fixtures/datasets/folder/deep/0.jpg");
  const before = Buffer.from(bytes);
  await decodeImage(bytes);
  expect(bytes.equals(before)).toBe(true);
});

/** PNG's checksum: the specification's annex D. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
