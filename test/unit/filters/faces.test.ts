import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeImage } from "../../../datasets/index.ts";
import { createFilter, defaultFilters } from "../../../filters/index.ts";
import { lookedAt } from "../../../models/face-finder.ts";
import type { Pixels } from "../../../models/index.ts";
import { withoutOverlaps } from "../../../models/overlaps.ts";

const photo = async (name: string) => {
  const file = join(import.meta.dirname, "../../../datasets/sample/originals/photo", `${name}.jpg`);
  return (await decodeImage(readFileSync(file))).pixels as Pixels;
};
const line = (width: number, height: number): Pixels => ({
  data: new Uint8Array(3 * width * height).fill(90),
  width,
  height,
});

const textbooks = join(import.meta.dirname, "../../../../shared/data/pairs/openstax/images");

describe("faces", () => {
  it.skipIf(!existsSync(textbooks))(
    "counts one in a portrait, two in two portraits side by side",
    async () => {
      const filter = await createFilter("faces", { device: "cpu", models: {} });
      const names = [
        "introduction-anthropology__ANTHRO_Figure_07_07_022.jpg",
        "introduction-anthropology__ANTHRO_Figure_11_01_002.jpg",
      ];
      const pictures = await Promise.all(
        names.map((name) => decodeImage(readFileSync(join(textbooks, name)))),
      );
      const samples = pictures.flatMap(({ pixels }, i) => (pixels ? [{ key: String(i), pixels }] : []));
      expect(await filter.score(samples)).toEqual([{ image_faces: 1 }, { image_faces: 2 }]);
      await filter.close();
    },
  );

  it("counts none where there is none, in long lines, in one pixel", async () => {
    const filter = await createFilter("faces", { device: "cpu", models: {} });
    const samples = [
      { key: "flowers", pixels: await photo("acanthus-mollis") },
      { key: "a line", pixels: line(1, 90_000) },
      { key: "a pixel", pixels: line(1, 1) },
      { key: "no picture" },
    ];
    const rows = await filter.score(samples);
    await filter.close();
    expect(rows).toEqual([{ image_faces: 0 }, { image_faces: 0 }, { image_faces: 0 }, {}]);
    expect(filter.columns.map(({ name }) => name)).toEqual(["image_faces"]);
  });

  it("runs only where it is named", async () => {
    expect(await defaultFilters()).not.toContain("faces");
  });

  it("looks at a picture's longer side at 640 pixels, and enlarges no more than twice", () => {
    expect(lookedAt(line(1280, 960), 640)).toEqual({ width: 640, height: 480 });
    expect(lookedAt(line(100, 50), 640)).toEqual({ width: 224, height: 128 });
    expect(lookedAt(line(1, 9000), 640)).toEqual({ width: 32, height: 640 });
  });

  it("of boxes that overlap counts the surest", () => {
    const box = (score: number, left: number) => ({ score, left, top: 0, right: left + 0.2, bottom: 0.2 });
    expect(withoutOverlaps([box(0.6, 0), box(0.9, 0.02), box(0.7, 0.5)], 0.3)).toEqual([
      box(0.9, 0.02),
      box(0.7, 0.5),
    ]);
  });
});
