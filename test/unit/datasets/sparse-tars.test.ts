import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { readTar } from "../../support/written.ts";

const sparse = "test/fixtures/datasets/sparse";
const names = ["gnu", "pax-0.0", "pax-0.1", "pax-1.0"];

/** The picture that make-sparse.sh stored: seven blocks of a digit each, and zeros between and behind. */
const picture = Buffer.alloc(250_000);
for (let n = 0; n < 7; n++) picture.fill(String(n), n * 8 * 4096, n * 8 * 4096 + 4096);

describe("a file that tar stored without its holes", () => {
  it.each(names)("is whole, in the format %s", async (name) => {
    const { pairs, troubles } = await readAll(await openDataset(`${sparse}/${name}.tar.gz`));
    expect(troubles).toEqual([]);
    expect(pairs.map(({ key, caption, error }) => [key.split("/")[1], caption, error])).toEqual([
      ["a", "caption", undefined],
    ]);
    expect(pairs[0]?.meta).toEqual({ cls: "before" });
    expect(picture.equals((await pairs[0]?.image?.()) ?? Buffer.alloc(0))).toBe(true);
  });

  it.each(names)("and is cut or damaged loses no member before it, in the format %s", async (name) => {
    const tar = gunzipSync(readFileSync(`${sparse}/${name}.tar.gz`));
    const at = fc.nat({ max: tar.length - 1 });
    await fc.assert(
      fc.asyncProperty(at, fc.nat({ max: 255 }), at, async (place, to, end) => {
        const bytes = Buffer.from(tar);
        bytes[place] = to;
        const { pairs } = await readTar(bytes.subarray(0, end));
        expect(pairs.length).toBeLessThan(5);
        const whole = pairs.filter(({ error }) => error === undefined);
        // Behind the first member, which may have a header of its own before it.
        if (place > 3072 && end > 3072) expect(pairs[0]?.key).toBe("00000/a");
        for (const { image } of whole)
          expect((await image?.())?.length ?? 250_000).toBeLessThanOrEqual(2 ** 20);
      }),
      { numRuns: 40 },
    );
  });
});
