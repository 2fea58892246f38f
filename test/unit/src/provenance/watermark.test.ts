import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Pixels } from "../../../../models/index.ts";
import { detectWatermark } from "../../../../src/provenance/watermark/detect.ts";
import { embedWatermark } from "../../../../src/provenance/watermark/embed.ts";
import { carriers } from "../../../../src/provenance/watermark/layout.ts";
import { crc16Of, decodePayload, encodePayload } from "../../../../src/provenance/watermark/payload.ts";
import { dispositions, drawnPicture, psnr, samplePictures } from "../../../support/gate-pictures.ts";

/** Floors under what `bench/watermark.ts` measures, on the first pictures of the sample. */
const FLOORS = {
  "as it is": 12,
  "JPEG 75": 12,
  "resized to 50 %": 11,
  "cropped by 10 %": 10,
  "cropped by 10 %, then JPEG 75": 9,
  mirrored: 12,
  "on a margin": 9,
} as const;

describe("watermark", () => {
  let pictures: readonly Pixels[] = [];
  beforeAll(async () => {
    pictures = await samplePictures(128, 12);
  });

  it.each(Object.entries(FLOORS))("is read %s in at least %i of 12 pictures", async (disposition, floor) => {
    let read = 0;
    for (const [n, pixels] of pictures.entries()) {
      const marked = embedWatermark(pixels, 1000 + n);
      const { id } = detectWatermark(await dispositions[disposition as keyof typeof dispositions](marked, n));
      if (id === 1000 + n) read++;
    }
    expect(read).toBeGreaterThanOrEqual(floor);
  });

  it("is not found where there is none", async () => {
    const drawn = drawnPicture();
    const flat = { ...drawn, data: new Uint8Array(drawn.data.length).fill(255) };
    for (const pixels of [...pictures.slice(0, 4), drawn, flat])
      expect(detectWatermark(pixels).id).toBeNull();
  });

  it("is hardly seen, changes no size and leaves its source alone", () => {
    const [first] = pictures;
    if (!first) throw new Error("the sample has no pictures");
    const before = first.data.slice();
    const marked = embedWatermark(first, 7);
    expect(first.data).toEqual(before);
    expect([marked.width, marked.height]).toEqual([128, 128]);
    expect(psnr(marked, first)).toBeGreaterThan(32);
    expect(embedWatermark(first, 7)).toEqual(marked);
  });

  it("holds on pictures that are white or black as far as they can be", () => {
    for (const value of [0, 255, 128]) {
      const pixels = { width: 128, height: 128, data: new Uint8Array(3 * 128 * 128).fill(value) };
      expect(detectWatermark(embedWatermark(pixels, 0xdeadbeef)).id).toBe(0xdeadbeef);
    }
  });

  it("refuses pictures that are too small", () => {
    expect(() => embedWatermark(drawnPicture(95, 128), 1)).toThrow("at least 96 pixels, got 95 × 128");
  });
});

describe("payload", () => {
  it("carries every id, and its checksum is CRC-16/CCITT-FALSE", () => {
    fc.assert(fc.property(fc.nat(0xffffffff), (id) => decodePayload(encodePayload(id)) === id));
    expect(crc16Of(new TextEncoder().encode("123456789"))).toBe(0x29b1);
  });

  it("notices up to three wrong bits", () => {
    fc.assert(
      fc.property(
        fc.nat(0xffffffff),
        fc.uniqueArray(fc.nat(47), { minLength: 1, maxLength: 3 }),
        (id, wrong) => {
          const bits = encodePayload(id).map((bit, i) => (wrong.includes(i) ? 1 - bit : bit));
          expect(decodePayload(bits)).toBeNull();
        },
      ),
    );
  });

  it("is dealt out evenly, every frequency once", () => {
    const used = carriers.flat().map(({ k, l }) => `${k}/${l}`);
    expect(new Set(used).size).toBe(used.length);
    expect(new Set(carriers.map((bit) => bit.length)).size).toBe(1);
    expect(carriers).toHaveLength(64);
  });
});
