import fc from "fast-check";
import { expect, it } from "vitest";
import { assembled } from "../../../models/resize/make-wasm.ts";
import { wasm } from "../../../models/resize/wasm.ts";
import { resizeSmooth } from "../../../models/smooth-resize.ts";

type Line = readonly number[];

/** One line resized as Pillow's source has it: a triangle's weights in 22 bits, a half added, cut. */
function resized(line: Line, side: number): Line {
  const scale = line.length / side;
  const reach = Math.max(scale, 1);
  return Array.from({ length: side }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const low = Math.max(0, Math.trunc(centre - reach + 0.5));
    const high = Math.min(line.length, Math.trunc(centre + reach + 0.5));
    const triangle = line
      .slice(low, high)
      .map((_, k) => Math.max(0, 1 - Math.abs((low + k - centre + 0.5) / reach)));
    const all = triangle.reduce((sum, one) => sum + one, 0);
    const weights = triangle.map((one) => Math.trunc((one / all) * 2 ** 22 + 0.5));
    const sum = weights.reduce((total, weight, k) => total + weight * (line[low + k] as number), 2 ** 21);
    return Math.floor(sum / 2 ** 22);
  });
}

const transposed = (lines: readonly Line[]): readonly Line[] =>
  (lines[0] ?? []).map((_, x) => lines.map((line) => line[x] as number));

/** One channel of the square, either side first. */
function reference(channel: readonly Line[], side: number, downFirst: boolean): readonly Line[] {
  const along = (lines: readonly Line[]) => lines.map((line) => resized(line, side));
  const upright = (lines: readonly Line[]) => transposed(along(transposed(lines)));
  return downFirst ? along(upright(channel)) : upright(along(channel));
}

it("weighs pixels as Pillow does, bit for bit, whatever the shape", () => {
  const length = fc.integer({ min: 1, max: 90 });
  fc.assert(
    fc.property(length, length, fc.integer({ min: 1, max: 40 }), fc.nat(), (width, height, side, seed) => {
      let state = seed + 1;
      const data = Uint8Array.from({ length: width * height * 3 }, () => {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        return state >>> 24;
      });
      const made = resizeSmooth({ data, width, height }, side);
      const downFirst = height > side && height - side > 2 * (width - side);
      for (let c = 0; c < 3; c++) {
        const channel = Array.from({ length: height }, (_, y) =>
          Array.from({ length: width }, (_, x) => data[(y * width + x) * 3 + c] as number),
        );
        const own = Array.from({ length: side }, (_, y) =>
          Array.from({ length: side }, (_, x) => made[(y * side + x) * 3 + c] as number),
        );
        expect(own).toEqual(reference(channel, side, downFirst));
      }
    }),
    { numRuns: 80 },
  );
});

it("gives of a picture larger than its memory's bands what the whole square has there", () => {
  const [width, height] = [3000, 2200];
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 31) >> 3);
  const whole = resizeSmooth({ data, width, height }, 256);
  const middle = resizeSmooth({ data, width, height }, 256, { from: 16, size: 224 });
  for (let y = 0; y < 224; y++)
    expect(middle.subarray(y * 672, (y + 1) * 672)).toEqual(
      whole.subarray(((y + 16) * 256 + 16) * 3, ((y + 16) * 256 + 240) * 3),
    );
  const tall = resizeSmooth({ data, width: 30, height: 220_000 }, 8);
  expect(tall).toHaveLength(192);
});

it("runs what its text says", async () => {
  expect(wasm).toBe(await assembled());
});
