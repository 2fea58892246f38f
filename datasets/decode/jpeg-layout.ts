/** What of a JPEG's markers decides how much memory and time it takes: ITU-T T.81, annex B. */
export interface JpegLayout {
  readonly width: number;
  readonly height: number;
  /** Numbers per pixel: 3 of colour, 1.5 where colour is stored at a quarter of the size, 4 of CMYK. */
  readonly samples: number;
  /** How many times its pixels are passed over; one at a time when it is not `buffered`. */
  readonly scans: number;
  /** Whether the whole picture is held as coefficients, as a progressive one is. */
  readonly buffered: boolean;
}

const START_OF_SCAN = 0xda;
const END = 0xd9;

/** Reads the markers up to the first scan, and of a buffered one all; `undefined` where there is no frame or scan. */
export function jpegLayout(bytes: Uint8Array): JpegLayout | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let frame: ReturnType<typeof frameOf>;
  let [scans, inFirst] = [0, 0];
  for (const { marker, at } of markers(all)) {
    if (isFrame(marker)) frame ??= frameOf(all, at, marker);
    if (marker !== START_OF_SCAN) continue;
    if (scans++ === 0) inFirst = all[at + 4] ?? 0;
    // The one scan of an ordinary picture is most of its bytes: nothing behind it is looked for.
    if (frame !== undefined && !frame.progressive && inFirst >= frame.components) break;
  }
  if (frame === undefined || scans === 0) return undefined;
  const { progressive, components, ...size } = frame;
  return { ...size, scans, buffered: progressive || inFirst < components };
}

function* markers(all: Buffer): Generator<{ readonly marker: number; readonly at: number }> {
  for (let at = 2; at + 4 <= all.length; ) {
    at = all.indexOf(0xff, at);
    if (at < 0 || at + 4 > all.length) return;
    const marker = all[at + 1] as number;
    if (marker === END) return;
    // Fill bytes, stuffed bytes and restart marks stand in the picture's data.
    const alone = marker === 0xff || marker <= 1 || (marker >= 0xd0 && marker <= 0xd8);
    if (!alone) yield { marker, at };
    at += alone ? (marker === 0xff ? 1 : 2) : 2 + all.readUInt16BE(at + 2);
  }
}

/** SOF0 to SOF15, without the marks among them that say something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function frameOf(all: Buffer, at: number, marker: number) {
  if (at + 10 > all.length) return undefined;
  const components = all.readUInt8(at + 9);
  const factors = Array.from({ length: components }, (_, i) => all[at + 11 + 3 * i] ?? 0x11);
  const areas = factors.map((factor) => Math.max(1, factor >> 4) * Math.max(1, factor & 15));
  const samples = areas.reduce((sum, area) => sum + area, 0) / Math.max(1, ...areas);
  const size = { width: all.readUInt16BE(at + 7), height: all.readUInt16BE(at + 5) };
  return { ...size, components, samples, progressive: (marker & 3) === 2 };
}
