import sharp from "sharp";
import type { DecodedPixels } from "./image.ts";
import { type PngChunk, pngChunks, writePng } from "./png-chunks.ts";

/** One frame as its `fcTL` says: https://www.w3.org/TR/png-3/#fcTL-chunk */
interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** What becomes of it before the next frame: 0 it stays, 1 it is cleared, 2 what was below comes back. */
  readonly dispose: number;
  /** 0 replaces what is below, 1 is laid over it. */
  readonly blend: number;
  /** Its pixels' compressed bytes. */
  readonly data: Buffer[];
  /** Whether every checksum is right. */
  sound: boolean;
}

/** The parts of an animated PNG. */
export interface Apng {
  readonly width: number;
  readonly height: number;
  /** How many frames it has, with the still image where that is not one of the animation's. */
  readonly frames: number;
  /** Whether viewers that know animations pass over the still image. */
  readonly stillApart: boolean;
  readonly regions: readonly Region[];
  /** Palette, transparency and colour space, which all frames share. */
  readonly shared: readonly PngChunk[];
  readonly head: Buffer;
}

const sharedChunks = new Set(["PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "cICP"]);

/** Finds the frames of a PNG; `undefined` where it is no animation. libvips reads only its still image. */
export function readApng(bytes: Uint8Array): Apng | undefined {
  const regions: Region[] = [];
  const shared: PngChunk[] = [];
  let head: Buffer | undefined;
  let [control, still, stillApart] = [false, false, false];
  for (const chunk of pngChunks(bytes)) {
    const { type, data, sound } = chunk;
    if (type === "IHDR" && data.length >= 13) head = data;
    else if (type === "acTL" && !still) control = true;
    else if (type === "fcTL" && data.length >= 26) regions.push({ ...regionOf(data), sound });
    else if (type === "IDAT") {
      still = true;
      if (regions.length === 0) stillApart = true;
      else regions[0]?.data.push(data);
    } else if (type === "fdAT" && regions.length > 0) {
      const region = regions[regions.length - 1] as Region;
      region.data.push(data.subarray(4));
      region.sound &&= sound;
    } else if (!still && sharedChunks.has(type)) shared.push(chunk);
  }
  if (head === undefined || !control) return undefined;
  const size = { width: head.readUInt32BE(0), height: head.readUInt32BE(4) };
  const frames = Math.max(1, regions.length + (stillApart ? 1 : 0));
  return { ...size, frames, stillApart, regions, shared, head };
}

/** Composes the frames of the animation, in order, as viewers show them: `undefined` where one is damaged. */
export async function* composeApng(apng: Apng): AsyncGenerator<DecodedPixels | undefined> {
  const canvas = { width: apng.width, height: apng.height, rgba: Buffer.alloc(apng.width * apng.height * 4) };
  for (const region of apng.regions) {
    const before = region.dispose === 2 ? Buffer.from(canvas.rgba) : undefined;
    const drawn = await pixelsOf(apng, region);
    if (drawn !== undefined) draw(canvas, region, drawn);
    yield drawn && { width: apng.width, height: apng.height, data: onWhite(canvas.rgba) };
    if (before !== undefined) canvas.rgba = before;
    if (region.dispose === 1) clear(canvas, region);
  }
}

interface Canvas {
  readonly width: number;
  readonly height: number;
  rgba: Buffer;
}

function regionOf(data: Buffer): Omit<Region, "sound"> {
  const [width, height] = [data.readUInt32BE(4), data.readUInt32BE(8)];
  const [x, y] = [data.readUInt32BE(12), data.readUInt32BE(16)];
  return { width, height, x, y, dispose: data.readUInt8(24), blend: data.readUInt8(25), data: [] };
}

/** Rewrites a frame as a PNG of its own and decodes that. */
async function pixelsOf(apng: Apng, region: Region): Promise<Buffer | undefined> {
  const { x, y, width, height } = region;
  if (!region.sound || x + width > apng.width || y + height > apng.height) return undefined;
  const head = Buffer.from(apng.head);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  const data = region.data.map((part) => ({ type: "IDAT", data: part }));
  const end = { type: "IEND", data: Buffer.alloc(0) };
  const png = writePng([{ type: "IHDR", data: head }, ...apng.shared, ...data, end]);
  try {
    const image = sharp(png, { limitInputPixels: width * height, failOn: "error" });
    return await image.toColourspace("srgb").ensureAlpha().raw().toBuffer();
  } catch {
    return undefined;
  }
}

function draw({ width, rgba }: Canvas, region: Region, drawn: Buffer): void {
  for (let row = 0; row < region.height; row++) {
    const from = row * region.width * 4;
    const to = ((region.y + row) * width + region.x) * 4;
    if (region.blend === 0) drawn.copy(rgba, to, from, from + region.width * 4);
    else for (let i = 0; i < region.width * 4; i += 4) over(rgba, to + i, drawn, from + i);
  }
}

/** The standard's own formula for "over": https://www.w3.org/TR/png-3/#13Alpha-channel-processing */
function over(below: Buffer, at: number, above: Buffer, from: number): void {
  const alpha = above[from + 3] as number;
  const rest = ((below[at + 3] as number) * (255 - alpha)) / 255;
  const sum = alpha + rest;
  if (alpha === 0) return;
  for (let c = 0; c < 3; c++)
    below[at + c] = Math.round(
      ((above[from + c] as number) * alpha + (below[at + c] as number) * rest) / sum,
    );
  below[at + 3] = Math.round(sum);
}

function clear({ width, rgba }: Canvas, region: Region): void {
  for (let row = region.y; row < Math.min(region.y + region.height, rgba.length / 4 / width); row++)
    rgba.fill(0, (row * width + region.x) * 4, (row * width + Math.min(region.x + region.width, width)) * 4);
}

function onWhite(rgba: Buffer): Uint8Array {
  const data = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = rgba[from + 3] as number;
    for (let c = 0; c < 3; c++)
      data[to + c] = Math.round(((rgba[from + c] as number) * alpha + 255 * (255 - alpha)) / 255);
  }
  return data;
}
