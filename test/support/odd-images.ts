import { crc32, deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";

/** An image that decoders may disagree on. */
export interface OddImage {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const SIDE = 16;

/** Every pixel another, so that a part that is missing shows. */
function picture(channels: 1 | 3 | 4 = 3): Sharp {
  const data = Uint8Array.from({ length: SIDE * SIDE * channels }, (_, i) => (i * 37) % 251);
  return sharp(data, { raw: { width: SIDE, height: SIDE, channels } });
}

const cut = (bytes: Buffer, part: number) => bytes.subarray(0, Math.floor(bytes.length * part));

/** Images as cameras, editors and broken downloads make them, the same ones each time. */
export async function oddImages(): Promise<readonly OddImage[]> {
  const jpeg = await picture().jpeg({ quality: 95 }).toBuffer();
  const png = await picture().png().toBuffer();
  const webp = await picture().webp({ lossless: true }).toBuffer();
  const gif = await picture().gif().toBuffer();
  const avif = await picture().avif().toBuffer();
  const tiff = await picture().tiff({ compression: "none" }).toBuffer();
  const lzw = await picture().tiff({ compression: "lzw" }).toBuffer();
  const two = await sharp([await picture().png().toBuffer(), png], { join: { animated: true } })
    .gif()
    .toBuffer();
  const made: Readonly<Record<string, Uint8Array>> = {
    jpeg: jpeg,
    "jpeg, progressive": await picture().jpeg({ progressive: true }).toBuffer(),
    "jpeg, CMYK": await picture().toColourspace("cmyk").jpeg().toBuffer(),
    "jpeg, grey": await picture(1).toColourspace("b-w").jpeg().toBuffer(),
    "jpeg, with a colour profile": await picture().withIccProfile("p3").jpeg().toBuffer(),
    "jpeg, turned by EXIF": await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    "jpeg, cut in half": cut(jpeg, 0.5),
    "jpeg, without its end mark": jpeg.subarray(0, -2),
    "jpeg, with junk behind it": Buffer.concat([jpeg, Buffer.from("junk")]),
    png: png,
    "png, 16-bit": await picture().toColourspace("rgb16").png().toBuffer(),
    "png, 16-bit grey": await picture(1).toColourspace("grey16").png().toBuffer(),
    "png, palette": await picture().png({ palette: true }).toBuffer(),
    "png, 1-bit": onePng(1, 0, (row) => Buffer.from([0, 0xaa >> (row % 2), 0x55])),
    "png, 1-bit palette": onePng(
      1,
      3,
      () => Buffer.from([0, 0xaa, 0xaa]),
      Buffer.from([0, 0, 0, 255, 99, 9]),
    ),
    "png, palette without colours": onePng(1, 3, () => Buffer.from([0, 0xaa, 0xaa])),
    "png, interlaced": await picture().png({ progressive: true }).toBuffer(),
    "png, transparent": await picture(4).png().toBuffer(),
    "png, cut in half": cut(png, 0.5),
    "png, without its end": png.subarray(0, -12),
    "png, one pixel's byte changed": changed(png, png.indexOf("IDAT") + 20),
    webp: webp,
    "webp, cut in half": cut(webp, 0.5),
    gif: gif,
    "gif, of two frames": two,
    "gif, cut in half": cut(gif, 0.5),
    avif: avif,
    "avif, cut in half": cut(avif, 0.5),
    tiff: tiff,
    "tiff, lzw": lzw,
    "tiff, cut in half": tiffCut(tiff),
    "tiff, zstd": zstdTiff(),
    "tiff, of a compression that is none": withCompression(tiff, 12_345),
    bmp: bmp(),
    ppm: Buffer.concat([Buffer.from(`P6\n${SIDE} ${SIDE}\n255\n`), Buffer.alloc(SIDE * SIDE * 3, 7)]),
    svg: Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    ),
    "a web page": Buffer.from("<!doctype html><title>404</title>"),
    nothing: Buffer.alloc(0),
    zeros: Buffer.alloc(256),
    "png, of 60,000 × 60,000": onePng(8, 0, () => Buffer.from([0, 1]), undefined, 60_000),
  };
  return Object.entries(made).map(([name, bytes]) => ({ name, bytes }));
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

function onePng(
  depth: number,
  colour: number,
  line: (row: number) => Buffer,
  palette?: Buffer,
  side = SIDE,
): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([depth, colour], 8);
  const lines = Buffer.concat(Array.from({ length: SIDE }, (_, row) => line(row)));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk("IHDR", head),
    ...(palette === undefined ? [] : [chunk("PLTE", palette)]),
    chunk("IDAT", deflateSync(lines)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8((copy.readUInt8(at) + 1) % 256, at);
  return copy;
}

/** A strip's end is missing, its directory is whole. */
function tiffCut(whole: Buffer): Buffer {
  const copy = Buffer.from(whole);
  const [directory, entries] = entriesOf(copy);
  // Strips lie before the directory in a file that libtiff wrote: they are pointed behind the end instead.
  for (let at = directory + 2; at < directory + 2 + 12 * entries; at += 12)
    if (copy.readUInt16LE(at) === 273) copy.writeUInt32LE(copy.length - 40, at + 8);
  return copy;
}

function withCompression(bytes: Buffer, compression: number): Buffer {
  const copy = Buffer.from(bytes);
  const [directory, entries] = entriesOf(copy);
  for (let at = directory + 2; at < directory + 2 + 12 * entries; at += 12)
    if (copy.readUInt16LE(at) === 259) copy.writeUInt16LE(compression, at + 8);
  return copy;
}

function entriesOf(tiff: Buffer): readonly [directory: number, entries: number] {
  const directory = tiff.readUInt32LE(4);
  return [directory, tiff.readUInt16LE(directory)];
}

/** Grey, one strip: a Zstandard frame of one raw block. https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1 */
function zstdTiff(): Buffer {
  const pixels = Buffer.from(Uint8Array.from({ length: SIDE * SIDE }, (_, i) => (i * 3) % 251));
  const size = Buffer.alloc(2);
  size.writeUInt16LE(pixels.length - 256);
  const block = Buffer.alloc(3);
  block.writeUIntLE((pixels.length << 3) | 1, 0, 3);
  const strip = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x60]), size, block, pixels]);
  const tags = [
    [256, 3, SIDE],
    [257, 3, SIDE],
    [258, 3, 8],
    [259, 3, 50_000],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 3, SIDE],
    [279, 4, strip.length],
  ] as const;
  const directory = Buffer.alloc(2 + 12 * tags.length + 4);
  directory.writeUInt16LE(tags.length);
  for (const [i, [tag, type, value]] of tags.entries()) {
    directory.writeUInt16LE(tag, 2 + 12 * i);
    directory.writeUInt16LE(type, 4 + 12 * i);
    directory.writeUInt32LE(1, 6 + 12 * i);
    directory.writeUInt32LE(value, 10 + 12 * i);
  }
  const padded = Buffer.concat([strip, Buffer.alloc(strip.length % 2)]);
  const head = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  head.writeUInt32LE(8 + padded.length, 4);
  return Buffer.concat([head, padded, directory]);
}

function bmp(): Buffer {
  const head = Buffer.alloc(54);
  head.write("BM");
  head.writeUInt32LE(54 + SIDE * SIDE * 3, 2);
  head.writeUInt32LE(54, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(SIDE, 18);
  head.writeInt32LE(SIDE, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  return Buffer.concat([head, Buffer.alloc(SIDE * SIDE * 3, 90)]);
}
