import type { Pixels } from "./pixels.ts";

/**
 * How often a picture is looked at: once, or as it is and mirrored where a network of this size has to enlarge it.
 * What a network says of an enlarged picture turns on single pixels; the mean of two looks does so half as much
 * (docs/image-panel.md).
 * @param size side of the square that the network reads
 */
export function viewsOf(image: Pixels, size: number): readonly Pixels[] {
  return Math.max(image.width, image.height) >= size ? [image] : [image, mirrored(image)];
}

/** Rows of several looks at each picture as one row a picture: their mean. */
export function meanOfViews(
  rows: readonly Float32Array[],
  counts: readonly number[],
): readonly Float32Array[] {
  let at = 0;
  return counts.map((count) => {
    const own = rows.slice(at, at + count);
    at += count;
    const [first = new Float32Array()] = own;
    return count === 1
      ? first
      : first.map((_, k) => own.reduce((sum, row) => sum + (row[k] ?? 0), 0) / count);
  });
}

function mirrored({ data, width, height }: Pixels): Pixels {
  const out = new Uint8Array(data.length);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = width - 1; x >= 0; x--) {
      const from = (y * width + x) * 3;
      out[at++] = data[from] as number;
      out[at++] = data[from + 1] as number;
      out[at++] = data[from + 2] as number;
    }
  return { data: out, width, height };
}
