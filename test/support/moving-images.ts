import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import type { OddImage } from "./odd-images.ts";

/** A part of the canvas that a frame paints in one colour. */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Index into a GIF's palette: red, green, blue, yellow; 4 is transparent. */
  readonly colour: 0 | 1 | 2 | 3 | 4;
  /** GIF's words: 1 stays, 2 is cleared, 3 gives back what was below. */
  readonly disposal: 1 | 2 | 3;
}

const palette = [
  [255, 0, 0, 255],
  [0, 200, 0, 255],
  [0, 0, 255, 255],
  [250, 250, 0, 255],
  [0, 0, 0, 0],
] as const;

const SIDE = 16;
const whole = { x: 0, y: 0, width: SIDE, height: SIDE };

const script = (disposal: Patch["disposal"]): readonly Patch[] => [
  { ...whole, colour: 0, disposal: 1 },
  { x: 2, y: 3, width: 8, height: 6, colour: 1, disposal },
  { x: 6, y: 1, width: 9, height: 12, colour: 2, disposal },
  { x: 0, y: 10, width: 5, height: 5, colour: 3, disposal },
  { x: 8, y: 8, width: 2, height: 2, colour: 4, disposal },
];

/** Animations and images of many pages as other tools make them, the same ones each time. */
export async function movingImages(): Promise<readonly OddImage[]> {
  const stills = [0, 60, 120, 180].map((shift) => {
    const data = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => ((i * 7) % 120) + shift / 2);
    return sharp(data, { raw: { width: SIDE, height: SIDE, channels: 3 } })
      .png()
      .toBuffer();
  });
  const joined = () => Promise.all(stills).then((all) => sharp(all, { join: { animated: true } }));
  const made: Readonly<Record<string, Uint8Array>> = {
    "gif whose frames stay": gifOf(script(1)),
    "gif whose frames are cleared": gifOf(script(2)),
    "gif whose frames give back what was below": gifOf(script(3)),
    "gif of sharp": await (await joined()).gif({ dither: 0 }).toBuffer(),
    "webp of sharp": await (await joined()).webp({ lossless: true }).toBuffer(),
    "apng whose frames stay": apngOf(script(1)),
    "apng whose frames are cleared": apngOf(script(2)),
    "apng whose frames give back what was below": apngOf(script(3)),
    "apng whose frames are laid over one another": apngOf(script(1), { over: 0 }),
    "apng whose still image is apart": apngOf(script(2), { apart: true }),
    "tiff of many pages": await (await joined()).tiff({ compression: "lzw" }).toBuffer(),
    "tiff whose pages have different sizes": tiffOf([
      [SIDE, SIDE],
      [4, 9],
      [30, 20],
    ]),
  };
  return Object.entries(made).map(([name, bytes]) => ({ name, bytes }));
}

/** A GIF, its pixels as LZW that never grows its codes: https://www.w3.org/Graphics/GIF/spec-gif89a.txt */
export function gifOf(patches: readonly Patch[], side = SIDE): Buffer {
  const short = (value: number) => [value & 255, value >> 8];
  const table = Array.from({ length: 8 }, (_, i) => [...(palette[i] ?? palette[4]).slice(0, 3)]).flat();
  const parts = [Buffer.from("GIF89a"), Buffer.from([...short(side), ...short(side), 0xf2, 4, 0, ...table])];
  for (const { x, y, width, height, colour, disposal } of patches) {
    parts.push(Buffer.from([0x21, 0xf9, 4, (disposal << 2) | 1, 5, 0, 4, 0]));
    parts.push(Buffer.from([0x2c, ...short(x), ...short(y), ...short(width), ...short(height), 0, 3]));
    // A clear code before each few pixels keeps all codes 4 bits wide.
    const codes = Array.from({ length: width * height }, (_, i) =>
      i % 4 === 0 ? [8, colour] : [colour],
    ).flat();
    codes.push(9, 0);
    const packed = Array.from(
      { length: codes.length >> 1 },
      (_, i) => (codes[2 * i] ?? 0) | ((codes[2 * i + 1] ?? 0) << 4),
    );
    for (let at = 0; at < packed.length; at += 255) {
      const block = packed.slice(at, at + 255);
      parts.push(Buffer.from([block.length, ...block]));
    }
    parts.push(Buffer.from([0]));
  }
  return Buffer.concat([...parts, Buffer.from([0x3b])]);
}

/** An animated PNG, its frames laid over one another with `over` as their alpha: https://www.w3.org/TR/png-3/#apng-frame-based-animation */
export function apngOf(
  patches: readonly Patch[],
  { over, apart = false }: { readonly over?: number; readonly apart?: boolean } = {},
): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const words = (...values: number[]) => {
    const all = Buffer.alloc(values.length * 4);
    for (const [i, value] of values.entries()) all.writeUInt32BE(value, i * 4);
    return all;
  };
  const painted = ({ width, height, colour }: Pick<Patch, "width" | "height" | "colour">) => {
    const line = Buffer.concat([Buffer.from([0]), ...Array(width).fill(Buffer.from(palette[colour]))]);
    // Every second pixel of a frame that is laid over another.
    if (over !== undefined && width < SIDE) for (let at = 4; at < line.length; at += 8) line[at] = over;
    return deflateSync(Buffer.concat(Array(height).fill(line)));
  };
  const parts = [
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk("IHDR", Buffer.concat([words(SIDE, SIDE), Buffer.from([8, 6, 0, 0, 0])])),
    chunk("acTL", words(patches.length, 0)),
  ];
  if (apart) parts.push(chunk("IDAT", painted({ ...whole, colour: 3 })));
  let sequence = 0;
  for (const [i, patch] of patches.entries()) {
    const { width, height, x, y, disposal } = patch;
    const tail = Buffer.from([0, 1, 0, 10, disposal - 1, over === undefined ? 0 : 1]);
    parts.push(chunk("fcTL", Buffer.concat([words(sequence++, width, height, x, y), tail])));
    if (i === 0 && !apart) parts.push(chunk("IDAT", painted(patch)));
    else parts.push(chunk("fdAT", Buffer.concat([words(sequence++), painted(patch)])));
  }
  return Buffer.concat([...parts, chunk("IEND", Buffer.alloc(0))]);
}

/** A grey TIFF with a page of each size: https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf */
export function tiffOf(sizes: readonly (readonly [width: number, height: number])[]): Buffer {
  const parts: Buffer[] = [Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0])];
  let [at, link] = [8, 4];
  const links: [number, number][] = [];
  for (const [i, [width, height]] of sizes.entries()) {
    const length = width * height + ((width * height) % 2);
    const pixels = Buffer.from(Uint8Array.from({ length }, (_, n) => (n * 5 + i * 60) % 256));
    const tags = [
      [256, width],
      [257, height],
      [258, 8],
      [259, 1],
      [262, 1],
      [273, at],
      [277, 1],
      [278, height],
      [279, width * height],
    ] as const;
    const directory = Buffer.alloc(2 + 12 * tags.length + 4);
    directory.writeUInt16LE(tags.length);
    for (const [n, [tag, value]] of tags.entries()) {
      directory.writeUInt16LE(tag, 2 + 12 * n);
      directory.writeUInt16LE(4, 4 + 12 * n);
      directory.writeUInt32LE(1, 6 + 12 * n);
      directory.writeUInt32LE(value, 10 + 12 * n);
    }
    links.push([link, at + length]);
    link = at + length + 2 + 12 * tags.length;
    at += length + directory.length;
    parts.push(pixels, directory);
  }
  const file = Buffer.concat(parts);
  for (const [where, to] of links) file.writeUInt32LE(to, where);
  return file;
}
