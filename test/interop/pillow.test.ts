import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeImage } from "../../datasets/index.ts";
import { oddImages } from "../support/odd-images.ts";
import { inPython, withoutPython } from "../support/python.ts";
import { scratchFolder } from "../support/run-files.ts";

/** What Pillow takes and Sluice refuses on purpose: such a pair is a row with its error, never one that passed. */
const refused: Readonly<Record<string, string>> = {
  "png, palette without colours": "the standard requires a palette: what it shows is the reader's guess",
  "tiff, zstd": "our libtiff has no Zstandard, and a picture that cannot be seen must not be scored as black",
  bmp: "no photo format of image–text datasets, and so not built into the decoder",
  ppm: "no photo format of image–text datasets, and so not built into the decoder",
};

const folder = scratchFolder()("images");

describe.skipIf(withoutPython)("decoding", () => {
  it("takes and refuses what Pillow does, but for what is named here with its reason", async () => {
    mkdirSync(folder);
    const images = (await oddImages()).map((one, i) => ({ ...one, path: join(folder, String(i)) }));
    for (const { path, bytes } of images) writeFileSync(path, bytes);
    const pillow = (await inPython("decode.py", ...images.map(({ path }) => path))) as Record<
      string,
      unknown
    >;
    expect(Object.keys(pillow)).toHaveLength(images.length);
    const differing = [];
    for (const { name, bytes, path } of images) {
      const { pixels } = await decodeImage(bytes);
      const [ours, theirs] = [pixels !== undefined, pillow[path] !== null];
      if (ours !== theirs) differing.push(name);
      expect(ours && !theirs, `${name}: scored, though Pillow refuses it`).toBe(false);
    }
    expect(differing).toEqual(Object.keys(refused));
    // Neither takes all nor refuses all.
    expect(Object.values(pillow).filter((one) => one === null).length).toBeGreaterThan(9);
  });
});
