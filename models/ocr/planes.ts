import type { Pixels } from "../pixels.ts";
import { distance, type Quad } from "./geometry.ts";

/**
 * What PP-OCR's networks read: blue, green and red planes of values −1…1, taken from a box of the picture, which may
 * be turned, and scaled to `width` × `height`; bilinear between pixel centres, averaged where it is reduced.
 * @param out where the planes go; its rows are `stride` values long
 */
export function planesOf(
  pixels: Pixels,
  [topLeft, topRight, , bottomLeft]: Quad,
  {
    width,
    height,
    stride = width,
  }: { readonly width: number; readonly height: number; readonly stride?: number },
  out: Float32Array,
): void {
  const across = [(topRight[0] - topLeft[0]) / width, (topRight[1] - topLeft[1]) / width] as const;
  const down = [(bottomLeft[0] - topLeft[0]) / height, (bottomLeft[1] - topLeft[1]) / height] as const;
  const [columns, rows] = [samples(across), samples(down)];
  const plane = stride * height;
  const scale = 1 / (columns * rows * 127.5);
  const sum = new Float64Array(3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      sum.fill(0);
      for (let v = 0; v < rows; v++)
        for (let u = 0; u < columns; u++) {
          const [s, t] = [x + (u + 0.5) / columns, y + (v + 0.5) / rows];
          const px = topLeft[0] + s * across[0] + t * down[0] - 0.5;
          const py = topLeft[1] + s * across[1] + t * down[1] - 0.5;
          addBilinear(pixels, px, py, sum);
        }
      const at = y * stride + x;
      out[at] = (sum[2] as number) * scale - 1;
      out[plane + at] = (sum[1] as number) * scale - 1;
      out[2 * plane + at] = (sum[0] as number) * scale - 1;
    }
}

/** As many samples as pixels lie under one value. */
function samples([x, y]: readonly [number, number]): number {
  return Math.max(1, Math.ceil(Math.hypot(x, y) - 1e-6));
}

/** Adds red, green and blue at a place between pixel centres; beyond the border its pixels go on. */
function addBilinear({ data, width, height }: Pixels, px: number, py: number, sum: Float64Array): void {
  const x = Math.max(0, Math.min(px, width - 1));
  const y = Math.max(0, Math.min(py, height - 1));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [dx, dy] = [x - left, y - top];
  const a = 3 * (top * width + left);
  const b = left + 1 < width ? a + 3 : a;
  const below = top + 1 < height ? 3 * width : 0;
  for (let channel = 0; channel < 3; channel++) {
    const upper = (data[a + channel] as number) * (1 - dx) + (data[b + channel] as number) * dx;
    const lower =
      (data[a + below + channel] as number) * (1 - dx) + (data[b + below + channel] as number) * dx;
    sum[channel] = (sum[channel] as number) + upper * (1 - dy) + lower * dy;
  }
}

/** A box's size as its letters stand; a tall one holds a line that was turned, and is turned back. */
export function upright(box: Quad): { readonly box: Quad; readonly width: number; readonly height: number } {
  const [a, b, c, d] = box;
  const width = Math.max(1, Math.floor(Math.max(distance(a, b), distance(c, d))));
  const height = Math.max(1, Math.floor(Math.max(distance(a, d), distance(b, c))));
  return height / width >= 1.5 ? { box: [b, c, d, a], width: height, height: width } : { box, width, height };
}
