import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { DECODE_MEMORY } from "../../../datasets/decode/limits.ts";
import { decodeFrames } from "../../../datasets/index.ts";
import { avifOf } from "../../support/avif-of.ts";
import { jpegOfScans } from "../../support/jpeg-of-scans.ts";
import { scratchFolder } from "../../support/run-files.ts";

const scratch = scratchFolder()("peaks");
mkdirSync(scratch);

/** What libvips, sharp and JavaScript take for any image. */
const ANY = 40_000_000;

interface Peak {
  readonly peak: number;
  readonly facts: { readonly width: number; readonly height: number };
  readonly errors: readonly string[];
}

async function peakOf(name: string, bytes: Uint8Array): Promise<Peak> {
  const path = join(scratch, name);
  writeFileSync(path, bytes);
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--import",
    "tsx",
    "test/support/decode-peak.ts",
    path,
  ]);
  return JSON.parse(stdout) as Peak;
}

const half = { r: 200, g: 100, b: 50, alpha: 0.5 };
const clear = (side: number): Sharp =>
  sharp({ create: { width: side, height: side, channels: 4, background: half } });
const plain = (side: number): Sharp => clear(side).removeAlpha();
const deep = (side: number): Sharp => clear(side).toColourspace("rgb16");
const turned = { orientation: 6 };
const animated = async (side: number): Promise<Sharp> => {
  const stills = ["red", "green", "blue"].map((background) =>
    sharp({ create: { width: side, height: side, channels: 4, background } })
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(stills), { join: { animated: true } });
};

/** The most costly image of each kind, and how many megapixels of it are allowed. */
const kinds: Readonly<Record<string, readonly [allowed: number, make: () => Promise<Buffer>]>> = {
  jpeg: [100, () => plain(3000).jpeg().toBuffer()],
  "jpeg, turned": [100, () => plain(3000).withMetadata(turned).jpeg().toBuffer()],
  "jpeg, progressive": [
    69,
    () => plain(3000).jpeg({ progressive: true, chromaSubsampling: "4:4:4" }).toBuffer(),
  ],
  "jpeg, progressive CMYK": [
    57,
    () => plain(3000).toColourspace("cmyk").jpeg({ progressive: true }).toBuffer(),
  ],
  "png, 16-bit": [100, () => deep(3000).png().toBuffer()],
  "png, interlaced": [57, () => deep(3000).png({ progressive: true }).toBuffer()],
  webp: [67, () => clear(3000).webp({ effort: 0 }).toBuffer()],
  "webp, animated": [35, async () => (await animated(3000)).webp({ effort: 0 }).toBuffer()],
  gif: [88, () => plain(3000).gif({ effort: 1 }).toBuffer()],
  "gif, animated": [45, async () => (await animated(3000)).gif({ effort: 1 }).toBuffer()],
  tiff: [57, () => deep(3000).tiff({ compression: "deflate" }).toBuffer()],
  avif: [29, () => clear(2000).withMetadata(turned).avif({ effort: 0 }).toBuffer()],
  "avif, 10-bit": [22, () => clear(2000).withMetadata(turned).avif({ effort: 0, bitdepth: 10 }).toBuffer()],
};

describe.skipIf(process.platform !== "linux")("the memory that decoding takes", () => {
  it.each(Object.entries(kinds))(
    "stays below the limit for the largest %s",
    async (name, [allowed, make]) => {
      const { peak, facts, errors } = await peakOf(name.replaceAll(/\W/gu, ""), await make());
      expect(errors).toEqual([]);
      const bytesPerPixel = (peak - ANY) / (facts.width * facts.height);
      expect(bytesPerPixel * allowed * 1e6).toBeLessThan(DECODE_MEMORY);
    },
  );
});

describe("what would take more", () => {
  it.each([
    ["jpeg", plain(300).jpeg({ progressive: true, chromaSubsampling: "4:4:4" }), 69],
    ["png", deep(300).png({ progressive: true }), 57],
  ] as const)("is refused by the header of a %s", async (format, image, allowed) => {
    const bytes = await image.toBuffer();
    const over = Math.ceil(Math.sqrt((allowed + 1) * 1e6));
    expect((await decodeFrames(withSide(format, bytes, over))).error).toBe(
      `Cannot decode image: wanted at most ${allowed} megapixels of this kind, got ${over} × ${over}`,
    );
  });

  it("is refused by the sides, though the area is small", async () => {
    const line = await sharp({ create: { width: 1001, height: 1, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    expect((await decodeFrames(line)).error).toBe(
      "Cannot decode image: wanted sides at most 1000 to 1, got 1001 × 1",
    );
    const long = { width: 32_769, height: 40, channels: 3, background: "red" } as const;
    expect((await decodeFrames(await sharp({ create: long }).png().toBuffer())).error).toBe(
      "Cannot decode image: wanted at most 32768 pixels a side, got 32769 × 40",
    );
  });

  it("is refused of an AVIF whose transparency or tiles are larger than it", async () => {
    const tiles = [{ side: 3000, hidden: true }];
    const bombs = [
      await avifOf([{ side: 64 }, { side: 6000, alphaOf: 0, hidden: true }]),
      await avifOf([{ side: 64, tiles: [1, 1, 1, 1] }, ...tiles]),
      await avifOf([{ side: 6000, tiles: [1, 1, 1, 1] }, ...tiles]),
    ];
    for (const bomb of bombs)
      expect((await decodeFrames(bomb)).error).toMatch(
        /: wanted at most 29 megapixels of this kind, got (36.0 inside it|6000 × 6000)$/u,
      );
    const lie = await avifOf([{ side: 600, claimed: 8 }]);
    expect((await decodeFrames(lie)).error).toContain("truncated or damaged");
    const endless = await avifOf([{ side: 64, tiles: [0] }]);
    expect((await decodeFrames(endless)).error).toContain("got a picture made of itself");
  });

  it("is refused of a JPEG that says hundreds of times that nothing changes", async () => {
    expect((await decodeFrames(await jpegOfScans(100))).error).toBeUndefined();
    expect((await decodeFrames(await jpegOfScans(201))).error).toBe(
      "Cannot decode image: wanted at most 200 scans, got 201",
    );
  });
});

/** The same file, said to be a square of another size. */
function withSide(format: "jpeg" | "png", whole: Buffer, side: number): Buffer {
  const bytes = Buffer.from(whole);
  if (format === "jpeg") {
    const at = bytes.indexOf(Buffer.from([0xff, 0xc2]));
    bytes.writeUInt16BE(side, at + 5);
    bytes.writeUInt16BE(side, at + 7);
    return bytes;
  }
  bytes.writeUInt32BE(side, 16);
  bytes.writeUInt32BE(side, 20);
  return bytes;
}
