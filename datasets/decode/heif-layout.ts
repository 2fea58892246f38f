import { quoted } from "../one-line.ts";

/** What of the boxes of an AVIF or HEIF decides how much is unpacked, and what libvips passes over. */
export interface HeifLayout {
  /** Pixels of the most costly picture in it: its tiles' and its transparency's, whatever size it says it has. */
  readonly unpacked: number;
  /** How many frames its films have, which libheif does not give to libvips. */
  readonly filmed: number;
  /** Whether the brand says that it is a film first: libvips does not know that one. */
  readonly film: boolean;
}

interface Box {
  readonly type: string;
  readonly body: Buffer;
}

/** Why the boxes cannot be trusted. */
export class OddBoxes extends Error {}

/** libheif takes fewer. */
const MOST_BOXES = 10_000;

const pictures = new Set(["av01", "hvc1", "grid", "iden", "tmap"]);
const others = new Set(["Exif", "mime", "uri "]);

/** Reads the boxes of ISO/IEC 23008-12 (and 14496-12); `undefined` of what is no such file, throws `OddBoxes`. */
export function heifLayout(bytes: Uint8Array): HeifLayout | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (all.toString("latin1", 4, 8) !== "ftyp") return undefined;
  try {
    const top = [...boxes(all)];
    const film = top[0]?.body.toString("latin1", 0, 4) === "avis";
    const metas = top.filter(({ type }) => type === "meta");
    if (metas.length > 1) throw new OddBoxes("two lists of pictures");
    const unpacked = metas[0] ? mostUnpacked([...boxes(metas[0].body.subarray(4))]) : 0;
    return { unpacked, film, filmed: filmedFrames(top) };
  } catch (error) {
    if (error instanceof RangeError) throw new OddBoxes("boxes that are cut off");
    throw error;
  }
}

/** The same file, said to be a picture first: the same bytes but for the brand. */
export function asPicture(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes);
  copy.write("avif", 8, "latin1");
  return copy;
}

function* boxes(all: Buffer): Generator<Box> {
  let count = 0;
  for (let at = 0; at + 8 <= all.length; ) {
    if (count++ > MOST_BOXES) throw new OddBoxes("too many boxes");
    const short = all.readUInt32BE(at);
    const head = short === 1 ? 16 : 8;
    const size = short === 0 ? all.length - at : short === 1 ? Number(all.readBigUInt64BE(at + 8)) : short;
    if (size < head) throw new OddBoxes("a box without a size");
    yield { type: all.toString("latin1", at + 4, at + 8), body: all.subarray(at + head, at + size) };
    at += size;
  }
}

const inside = (list: readonly Box[], type: string) =>
  list.filter((one) => one.type === type).flatMap(({ body }) => [...boxes(body)]);

function filmedFrames(top: readonly Box[]): number {
  const tracks = inside(top, "moov").filter(({ type }) => type === "trak");
  const frames = tracks.map((track) => {
    const media = inside([track], "trak").filter(({ type }) => type === "mdia");
    const table = inside(inside(inside(media, "mdia"), "minf"), "stbl");
    const sizes = table.find(({ type }) => type === "stsz" || type === "stz2");
    return sizes?.body.readUInt32BE(8) ?? 0;
  });
  return Math.max(0, ...frames);
}

function mostUnpacked(meta: readonly Box[]): number {
  const own = ownAreas(meta);
  const parts = references(meta);
  for (const [item, type] of itemTypes(meta)) {
    if (!pictures.has(type) && !others.has(type)) throw new OddBoxes(`a picture of kind ${quoted(type)}`);
    if (type === "av01" && !own.has(item)) throw new OddBoxes("a picture without a size");
  }
  const known = new Map<number, number | "begun">();
  const of = (item: number): number => {
    const before = known.get(item);
    if (before === "begun") throw new OddBoxes("a picture made of itself");
    if (before !== undefined) return before;
    known.set(item, "begun");
    const inner = (parts.get(item) ?? []).reduce((sum, part) => sum + of(part), 0);
    const area = Math.max(own.get(item) ?? 0, inner);
    known.set(item, area);
    return area;
  };
  return Math.max(0, ...[...own.keys(), ...parts.keys()].map(of));
}

/** The area of each item by its `ispe`, which libheif holds against what it unpacks. */
function ownAreas(meta: readonly Box[]): ReadonlyMap<number, number> {
  const list = inside(meta, "iprp");
  const properties = inside(list, "ipco");
  const areas = new Map<number, number>();
  for (const { body } of list.filter(({ type }) => type === "ipma")) {
    const [wideItem, wideIndex] = [body.readUInt8(0) > 0, (body.readUInt8(3) & 1) === 1];
    let at = 8;
    for (let left = body.readUInt32BE(4); left > 0; left--) {
      const item = wideItem ? body.readUInt32BE(at) : body.readUInt16BE(at);
      at += wideItem ? 4 : 2;
      for (let count = body.readUInt8(at++); count > 0; count--) {
        const index = wideIndex ? body.readUInt16BE(at) & 0x7fff : body.readUInt8(at) & 0x7f;
        at += wideIndex ? 2 : 1;
        const property = properties[index - 1];
        if (property?.type !== "ispe") continue;
        const area = property.body.readUInt32BE(4) * property.body.readUInt32BE(8);
        areas.set(item, Math.max(area, areas.get(item) ?? 0));
      }
    }
  }
  return areas;
}

/** Which items are made of which: a grid of its tiles, a turned picture of the one under it. */
function references(meta: readonly Box[]): ReadonlyMap<number, readonly number[]> {
  const made = new Map<number, readonly number[]>();
  for (const { body } of meta.filter(({ type }) => type === "iref")) {
    const size = body.readUInt8(0) > 0 ? 4 : 2;
    for (const { type, body: one } of boxes(body.subarray(4))) {
      if (type !== "dimg") continue;
      const item = one.readUIntBE(0, size);
      const count = one.readUInt16BE(size);
      const to = Array.from({ length: count }, (_, i) => one.readUIntBE(size + 2 + i * size, size));
      made.set(item, [...(made.get(item) ?? []), ...to]);
    }
  }
  return made;
}

/** Each item with its kind; a file that names one twice gives both. */
function itemTypes(meta: readonly Box[]): readonly (readonly [item: number, type: string])[] {
  return meta
    .filter(({ type }) => type === "iinf")
    .flatMap(({ body }) => [...boxes(body.subarray(body.readUInt8(0) === 0 ? 6 : 8))])
    .filter(({ type }) => type === "infe")
    .map(({ body }) => {
      const version = body.readUInt8(0);
      if (version < 2) throw new OddBoxes("pictures without a kind");
      const item = version === 2 ? body.readUInt16BE(4) : body.readUInt32BE(4);
      const at = version === 2 ? 8 : 10;
      return [item, body.toString("latin1", at, at + 4)];
    });
}
