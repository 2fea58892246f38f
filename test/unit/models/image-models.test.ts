import { describe, expect, it } from "vitest";
import { classMap } from "../../../models/class-map.ts";
import { hasFastInt8 } from "../../../models/fast-int8.ts";
import { goldenPictures } from "../../../models/golden-pictures.ts";
import { loadImageClassifier } from "../../../models/index.ts";
import { resizeSmooth } from "../../../models/smooth-resize.ts";

const models = ["nsfw-mobilenet-v2", "nsfw-mobilenet-v2-mid", "open-nsfw"] as const;

describe.each(models)("%s in whole numbers", (id) => {
  it("keeps what is below the cut, and computes the rest again in floats, bit for bit", async () => {
    const classifier = await loadImageClassifier(id, { device: "cpu", twice: true });
    try {
      const floats = await classifier.classify(goldenPictures);
      const again = await classifier.classifyTwice(goldenPictures, () => true);
      for (const [i, { scores }] of again.entries()) expect([...scores]).toEqual([...(floats[i] ?? [])]);
      const first = await classifier.classifyTwice(goldenPictures, () => false);
      expect(first.map(({ pass }) => pass)).toEqual(
        classifier.int8 === null ? ["float", "float"] : ["int8", "int8"],
      );
      for (const [i, { scores }] of first.entries())
        for (const [k, value] of scores.entries())
          expect(Math.abs(value - (floats[i]?.[k] ?? Number.NaN))).toBeLessThan(0.2);
    } finally {
      await classifier.close();
    }
  });

  it("says where a class comes from, as 7 × 7 places", async () => {
    const classifier = await loadImageClassifier(id, { device: "cpu" });
    const label = classifier.labels.includes("porn") ? "porn" : "nsfw";
    const [picture] = goldenPictures;
    const map = picture && (await classifier.map(picture, label, ["neutral", "drawing", "normal"]));
    await classifier.close();
    expect(map).toMatchObject({ columns: 7, rows: 7 });
    expect(map?.values).toHaveLength(49);
    for (const value of map?.values ?? []) expect(value).toBeGreaterThanOrEqual(0);
    expect(Math.max(...(map?.values ?? [2]))).toBeLessThanOrEqual(1);
  });
});

describe("a class activation map", () => {
  it("is one product per place, what is negative left out, the most at 1", () => {
    const layer = Float32Array.from([1, 2, 0, 0, 0, 1, 0, 3]); // two channels of 2 × 2 places
    const head = [{ kernel: Float32Array.from([1, -1, 0, 0]), bias: Float32Array.from([0, 0]) }];
    const { values, columns } = classMap(layer, head, (logits) => logits[0] ?? 0);
    expect(columns).toBe(2);
    expect([...values]).toEqual([1, 1, 0, 0]);
  });
});

describe("the processor", () => {
  it("is fast with whole numbers where it says so, and else not", () => {
    const linux = (text: string) => hasFastInt8("linux", "x64", () => text);
    expect(linux("flags\t\t: fpu avx2 avx512_vnni\n")).toBe(true);
    expect(linux("Features\t: fp asimd asimddp\n")).toBe(true);
    expect(linux("flags\t\t: fpu avx2\n")).toBe(false);
    expect(hasFastInt8("win32", "x64")).toBe(false);
    expect(
      hasFastInt8("linux", "x64", () => {
        throw new Error("no /proc");
      }),
    ).toBe(false);
  });
});

describe("the smooth resize", () => {
  it("keeps a flat picture flat and a picture of the same size as it is", () => {
    const flat = { data: new Uint8Array(90 * 40 * 3).fill(77), width: 90, height: 40 };
    expect(new Set(resizeSmooth(flat, 224))).toEqual(new Set([77]));
    const [picture] = goldenPictures;
    expect(picture && resizeSmooth(picture, 64)).toEqual(picture?.data);
  });

  it("reads a single line of a million pixels", () => {
    const line = { data: new Uint8Array(3_000_000).fill(9), width: 1_000_000, height: 1 };
    expect(new Set(resizeSmooth(line, 224))).toEqual(new Set([9]));
  });
});
