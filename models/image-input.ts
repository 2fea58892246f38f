import type { ImageInput } from "./manifest.ts";
import type { Pixels } from "./pixels.ts";
import type { TensorInput } from "./session.ts";
import { resizeSmooth } from "./smooth-resize.ts";

/** What a network calls its input: our own converter's layout, or the hub's. */
export function inputName({ resize }: ImageInput): "image" | "pixel_values" {
  return resize === "shortest-side" || resize === "squash" ? "pixel_values" : "image";
}

/** Pictures as the tensor that a network reads. */
export async function imageTensor(images: readonly Pixels[], input: ImageInput): Promise<TensorInput> {
  const { size } = input;
  const length = size * size * 3;
  // Bytes where they are what the network's own normalisation starts from: a quarter of the way to a device.
  const data = new (takesBytes(input) ? Uint8Array : Float32Array)(images.length * length);
  for (const [i, image] of images.entries()) await writeTensor(image, input, data, i * length);
  const shape = inputName(input) === "image" ? [size, size, 3] : [3, size, size];
  return { data, shape: [images.length, ...shape] };
}

/** Whether the tensor's values are those of pixels, 0 to 255, not rounded from anything. */
function takesBytes({ resize }: ImageInput): boolean {
  return resize === "smooth" || resize === "open-nsfw";
}

async function writeTensor(
  image: Pixels,
  input: ImageInput,
  out: Float32Array | Uint8Array,
  offset: number,
): Promise<void> {
  const { resize, size } = input;
  if (resize === "nsfwjs") resizeAligned(image, size, out, offset);
  else if (resize === "smooth") out.set(smooth(image, size), offset);
  else if (resize === "open-nsfw") out.set(await asOpenNsfw(image, size), offset);
  else out.set(await normalisedPlanes(image, input), offset);
}

/** Two models of a panel read the same square: it is made once per picture, and kept as long as the picture. */
const squares = new WeakMap<Pixels, Map<number, Uint8Array>>();

function smooth(image: Pixels, size: number): Uint8Array {
  const known = squares.get(image) ?? new Map<number, Uint8Array>();
  const square = known.get(size) ?? resizeSmooth(image, size);
  squares.set(image, known.set(size, square));
  return square;
}

/**
 * What Yahoo's reference and its successors read: 256 × 256, the middle of it, and once through JPEG of quality 75,
 * which its weights expect: without it scores move by up to 0.11.
 */
async function asOpenNsfw(image: Pixels, size: number): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  const side = Math.round((size * 8) / 7);
  const middle = resizeSmooth(image, side, { from: (side - size) >> 1, size });
  const jpeg = await sharp(middle, { raw: { width: size, height: size, channels: 3 } })
    // Shorter codes make a smaller file of the same pixels: nobody keeps it.
    .jpeg({ quality: 75, chromaSubsampling: "4:2:0", optimiseCoding: false })
    .toBuffer();
  return sharp(jpeg).raw().toBuffer();
}

/**
 * Bilinear resize with aligned corners and no antialiasing, as nsfwjs does it through TensorFlow.js
 * (`resizeBilinear(…, alignCorners = true)`): the corners of both grids coincide. Any other resize moves
 * scores by up to 0.5 (specification of image models, §2).
 * Writes size · size · 3 values, 0…255, row by row, not rounded, into `out` from `offset` on.
 */
export function resizeAligned(
  { data, width, height }: Pixels,
  size: number,
  out: Float32Array | Uint8Array,
  offset = 0,
): void {
  const columns = samplePoints(width, size);
  const rows = samplePoints(height, size);
  let at = offset;
  for (let y = 0; y < size; y++) {
    const top = (rows.low[y] as number) * width * 3;
    const bottom = (rows.high[y] as number) * width * 3;
    const dy = rows.share[y] as number;
    for (let x = 0; x < size; x++) {
      const left = (columns.low[x] as number) * 3;
      const right = (columns.high[x] as number) * 3;
      const dx = columns.share[x] as number;
      for (let channel = 0; channel < 3; channel++) {
        const a = data[top + left + channel] as number;
        const c = data[bottom + left + channel] as number;
        const upper = a + ((data[top + right + channel] as number) - a) * dx;
        const lower = c + ((data[bottom + right + channel] as number) - c) * dx;
        out[at++] = upper + (lower - upper) * dy;
      }
    }
  }
}

/** For each of `to` outputs: the pixels below and above it among `from`, and how far it lies between them. */
function samplePoints(from: number, to: number) {
  const scale = to > 1 ? (from - 1) / (to - 1) : 0;
  const low = Uint32Array.from({ length: to }, (_, i) => Math.floor(i * scale));
  return {
    low,
    high: Uint32Array.from({ length: to }, (_, i) => Math.min(from - 1, Math.ceil(i * scale))),
    share: Float64Array.from({ length: to }, (_, i) => i * scale - (low[i] as number)),
  };
}

/** RGB of a picture at another size, antialiased and stretched, row by row. */
export async function pictureAt(
  { data, width, height }: Pixels,
  wide: number,
  tall: number,
): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  return picture.resize(wide, tall, { fit: "fill", kernel: "linear" }).raw().toBuffer();
}

/**
 * Antialiased resize by sharp, crop and normalisation, as the Hugging Face processors of ViT and CLIP do.
 * @returns 3 · size · size values, channel by channel
 */
export async function normalisedPlanes(
  pixels: Pixels,
  { size, resize, mean = [0, 0, 0], std = [1, 1, 1] }: ImageInput,
): Promise<Float32Array> {
  const { default: sharp } = await import("sharp");
  const { data, width, height } = pixels;
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(
      size,
      size,
      resize === "squash" ? { fit: "fill", kernel: "linear" } : { fit: "cover", kernel: "cubic" },
    )
    .raw()
    .toBuffer();
  const plane = size * size;
  const out = new Float32Array(3 * plane);
  for (let i = 0; i < plane; i++)
    for (let c = 0; c < 3; c++)
      out[c * plane + i] = ((bytes[i * 3 + c] as number) / 255 - (mean[c] ?? 0)) / (std[c] ?? 1);
  return out;
}
