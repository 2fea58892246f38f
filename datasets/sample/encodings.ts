import sharp, { type Sharp } from "sharp";

/** One way to store a picture in the sample, ordinary or troublesome. */
export interface Encoding {
  /** What the file is called, which need not be what it is. */
  readonly extension: "jpg" | "png" | "webp";
  /** Longest side in pixels. */
  readonly side: number;
  readonly encode: (picture: Buffer) => Promise<Buffer>;
}

const PHOTO = 512;
const SMALL = 256;
const QUALITY = 85;

/** Frames that lie side by side in a strip, and how long each shows. */
const FRAMES = 6;
const FRAME_MILLISECONDS = 120;

/** Hoover Dam, Black Canyon of the Colorado: 36° 0′ 57.96″ N, 114° 44′ 15.72″ W. */
const HOOVER_DAM = {
  GPSLatitudeRef: "N",
  GPSLatitude: "36/1 0/1 5796/100",
  GPSLongitudeRef: "W",
  GPSLongitude: "114/1 44/1 1572/100",
};

const encodings: Readonly<Record<string, Encoding>> = {
  jpg: { extension: "jpg", side: PHOTO, encode: (picture) => jpeg(sharp(picture)) },
  png: {
    extension: "png",
    side: PHOTO,
    encode: (picture) => sharp(picture).png({ compressionLevel: 9 }).toBuffer(),
  },
  webp: {
    extension: "webp",
    side: SMALL,
    encode: (picture) => sharp(picture).webp({ quality: QUALITY }).toBuffer(),
  },
  reencoded: { extension: "jpg", side: PHOTO, encode: (picture) => jpeg(sharp(picture), 40) },
  smaller: { extension: "jpg", side: 308, encode: (picture) => jpeg(sharp(picture)) },
  brighter: {
    extension: "jpg",
    side: PHOTO,
    encode: (picture) => jpeg(sharp(picture).modulate({ brightness: 1.08 })),
  },
  truncated: {
    extension: "jpg",
    side: PHOTO,
    encode: async (picture) => {
      const whole = await jpeg(sharp(picture));
      return whole.subarray(0, whole.length >> 1);
    },
  },
  gps: {
    extension: "jpg",
    side: PHOTO,
    encode: (picture) => jpeg(sharp(picture).withExif({ IFD3: HOOVER_DAM })),
  },
  rotated: {
    extension: "jpg",
    side: PHOTO,
    encode: (picture) => jpeg(sharp(picture).rotate(270).withMetadata({ orientation: 6 })),
  },
  cmyk: { extension: "jpg", side: PHOTO, encode: (picture) => jpeg(sharp(picture).toColourspace("cmyk")) },
  png16: {
    extension: "png",
    side: SMALL,
    encode: (picture) => sharp(picture).toColourspace("rgb16").png().toBuffer(),
  },
  "animated-webp": {
    extension: "webp",
    side: 2 * PHOTO,
    encode: async (picture) => (await animate(picture)).webp({ quality: 70, delay: pace() }).toBuffer(),
  },
  "animated-gif": {
    extension: "jpg",
    side: 2 * PHOTO,
    encode: async (picture) => (await animate(picture)).gif({ delay: pace() }).toBuffer(),
  },
};

/** @throws Error for a name that no encoding has */
export function encodingOf(name: string): Encoding {
  const encoding = encodings[name];
  if (encoding === undefined)
    throw new Error(
      `Cannot encode as "${name}": wanted one of ${Object.keys(encodings).join(", ")}, got none`,
    );
  return encoding;
}

function jpeg(picture: Sharp, quality = QUALITY): Promise<Buffer> {
  return picture.jpeg({ quality }).toBuffer();
}

/** Cuts a strip into frames and lays them one after another in time. */
async function animate(strip: Buffer): Promise<Sharp> {
  const { width, height } = await sharp(strip).metadata();
  const frame = Math.floor(width / FRAMES);
  const cut = (i: number) => sharp(strip).extract({ left: i * frame, top: 0, width: frame, height });
  const frames = await Promise.all(Array.from({ length: FRAMES }, (_, i) => cut(i).png().toBuffer()));
  return sharp(frames, { join: { animated: true } });
}

function pace(): number[] {
  return Array.from({ length: FRAMES }, () => FRAME_MILLISECONDS);
}
