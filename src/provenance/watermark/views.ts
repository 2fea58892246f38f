import type { Pixels } from "../../../models/index.ts";

/** How far a margin's pixels may lie from its corner's: what JPEG and WebP leave of one colour. */
const ALIKE = 12;

/** Margins that are looked for leave at least this share of each side. */
const LEAST = 0.4;

/** A picture as it may have been before: as it is, mirrored, without the margin around it, and both. */
export function* views(pixels: Pixels): Generator<Pixels> {
  const inner = withoutMargin(pixels);
  yield pixels;
  if (inner !== null) yield inner;
  yield mirrored(pixels);
  if (inner !== null) yield mirrored(inner);
}

function mirrored({ data, width, height }: Pixels): Pixels {
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [from, to] = [3 * (y * width + x), 3 * (y * width + width - 1 - x)];
      for (let c = 0; c < 3; c++) turned[to + c] = data[from + c] as number;
    }
  return { data: turned, width, height };
}

/** The picture less the rows and columns at its edges that are of one colour; null where none are, or too many. */
function withoutMargin(pixels: Pixels): Pixels | null {
  const { data, width, height } = pixels;
  const like = (i: number) =>
    [0, 1, 2].every((c) => Math.abs((data[3 * i + c] as number) - (data[c] as number)) <= ALIKE);
  const row = (y: number) => range(width).every((x) => like(y * width + x));
  const column = (x: number) => range(height).every((y) => like(y * width + x));
  const [top, bottom] = ends(height, row);
  const [left, right] = ends(width, column);
  const size = { width: right - left, height: bottom - top };
  if (size.width === width && size.height === height) return null;
  if (size.width < LEAST * width || size.height < LEAST * height) return null;
  const inner = new Uint8Array(3 * size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    const from = 3 * ((top + y) * width + left);
    inner.set(data.subarray(from, from + 3 * size.width), 3 * y * size.width);
  }
  return { data: inner, ...size };
}

/** Where the first and behind the last line stand that are not of the margin. */
function ends(count: number, isMargin: (line: number) => boolean): readonly [number, number] {
  let [from, to] = [0, count];
  while (from < count && isMargin(from)) from++;
  while (to > from && isMargin(to - 1)) to--;
  return [from, to];
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}
