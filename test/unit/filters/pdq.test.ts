import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { expect, it } from "vitest";
import { decodeImage } from "../../../datasets/index.ts";
import { PDQ_DISTANCE, pdqHash } from "../../../filters/index.ts";
import { root } from "../../support/cli.ts";

/** By pdqhash 0.2.8, of Pillow's pixels; test/interop/pdq.py says it again. */
const reference = {
  "acanthus-mollis": "36926d98dda4d96fb0d14cb5cb09d999324926c64db4e649666459ec666cd999",
  "airplane-from-above": "99791cab5630473675c4e34f0c7338cc5499126c81d2fdf2733e26094cfee3f0",
  "black-canyon": "f60e920d3ea369a37aec53ffd21e9413d4a145222168b1486f5adf564e175595",
};

const distance = (a: string, b: string) =>
  (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll("0", "").length;

it.each(Object.entries(reference))(
  "hashes %s as the reference does, to a few bits of 256",
  async (name, wanted) => {
    const bytes = readFileSync(join(root, `datasets/sample/originals/photo/${name}.jpg`));
    const { pixels } = await decodeImage(bytes);
    if (pixels === undefined) throw new Error("wanted pixels, got none");
    const { hash, quality } = pdqHash(pixels);
    expect(quality).toBe(100);
    expect(distance(hash, wanted)).toBeLessThanOrEqual(4);
    for (const [other, one] of Object.entries(reference))
      if (other !== name) expect(distance(hash, one)).toBeGreaterThan(2 * PDQ_DISTANCE);
  },
);

it("gives a flat picture no quality", () => {
  const data = new Uint8Array(3 * 100 * 80).fill(128);
  expect(pdqHash({ data, width: 100, height: 80 }).quality).toBe(0);
});

it.each([
  [1, 1],
  [1, 300],
  [63, 65],
])("hashes pictures of %i × %i pixels", (width, height) => {
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 37) % 256);
  expect(pdqHash({ data, width, height }).hash).toMatch(/^[0-9a-f]{64}$/u);
});

it("knows a picture that was mirrored or turned by quarters", async () => {
  const original = join(root, "datasets/sample/originals/photo/black-canyon.jpg");
  const { pixels } = await decodeImage(readFileSync(original));
  if (pixels === undefined) throw new Error("wanted pixels, got none");
  const { hash } = pdqHash(pixels);
  const laid = (picture: Sharp) => [
    picture.clone().flop(),
    picture.clone().flip(),
    picture.clone().rotate(90),
  ];
  const upright = sharp(original);
  const ways = [...laid(upright), ...laid(sharp(await upright.clone().rotate(180).toBuffer()))];
  for (const way of ways) {
    const { data, info } = await way.removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const { turned, hash: own } = pdqHash({ data, width: info.width, height: info.height });
    expect(turned).toHaveLength(7);
    expect(distance(own, hash)).toBeGreaterThan(PDQ_DISTANCE);
    expect(Math.min(...turned.map((one) => distance(one, hash)))).toBeLessThanOrEqual(PDQ_DISTANCE);
  }
});
