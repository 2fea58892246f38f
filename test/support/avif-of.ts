import sharp from "sharp";

/** An item of an AVIF: a picture, or a grid of the items named. https://aomediacodec.github.io/av1-avif/ */
export interface AvifItem {
  /** Pixels of the square picture, or what a grid or picture says its size were. */
  readonly side: number;
  readonly claimed?: number;
  readonly colour?: string;
  /** Of a grid: its tiles, as places in the list, that make a square. */
  readonly tiles?: readonly number[];
  /** Hidden from viewers, as tiles are. */
  readonly hidden?: boolean;
  /** The place of the item whose transparency it is. */
  readonly alphaOf?: number;
}

/** An AVIF of these items; the one at `primary` is shown first. */
export async function avifOf(items: readonly AvifItem[], primary = 0, brand = "avif"): Promise<Buffer> {
  const coded = await Promise.all(items.map(codedItem));
  const build = (start: number) => {
    let at = start;
    const places = coded.map(({ data }) => {
      const place = [int(0, 2), int(1, 2), int(at, 4), int(data.length, 4)];
      at += data.length;
      return place;
    });
    const ids = [...items.keys()].map((i) => int(i + 1, 2));
    const infe = items.map(({ tiles, hidden }, i) => {
      const type = tiles === undefined ? "av01" : "grid";
      return full("infe", 2, hidden ? 1 : 0, ids[i] as Buffer, int(0, 2), Buffer.from(`${type}\0`));
    });
    const references = items.flatMap(({ tiles, alphaOf }, i) => {
      const [kind, to] = tiles ? ["dimg", tiles] : ["auxl", alphaOf === undefined ? [] : [alphaOf]];
      const targets = to.map((place) => int(place + 1, 2));
      return to.length === 0 ? [] : [box(kind as string, ids[i] as Buffer, int(to.length, 2), ...targets)];
    });
    const alpha = Buffer.from("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0");
    const properties = items.flatMap(({ side, claimed = side }, i) => [
      full("ispe", 0, 0, int(claimed, 4), int(claimed, 4)),
      coded[i]?.config ?? full("pixi", 0, 0, Buffer.from([3, 8, 8, 8])),
      full("auxC", 0, 0, alpha),
    ]);
    const associated = items.map(({ alphaOf }, i) => {
      const own = [3 * i + 1, (3 * i + 2) | 0x80, ...(alphaOf === undefined ? [] : [3 * i + 3])];
      return Buffer.concat([ids[i] as Buffer, Buffer.from([own.length, ...own])]);
    });
    const meta = full(
      "meta",
      0,
      0,
      full("hdlr", 0, 0, int(0, 4), Buffer.from("pict"), Buffer.alloc(13)),
      full("pitm", 0, 0, int(primary + 1, 2)),
      full(
        "iloc",
        0,
        0,
        Buffer.from([0x44, 0]),
        int(items.length, 2),
        ...places.flatMap((place, i) => [ids[i] as Buffer, ...place]),
      ),
      full("iinf", 0, 0, int(items.length, 2), ...infe),
      ...(references.length > 0 ? [full("iref", 0, 0, ...references)] : []),
      box("iprp", box("ipco", ...properties), full("ipma", 0, 0, int(items.length, 4), ...associated)),
    );
    return Buffer.concat([box("ftyp", Buffer.from(brand), int(0, 4), Buffer.from("avifmif1miaf")), meta]);
  };
  const head = build(0).length + 8;
  return Buffer.concat([build(head), box("mdat", ...coded.map(({ data }) => data))]);
}

async function codedItem({ side, claimed = side, colour = "#c86432", tiles, alphaOf }: AvifItem) {
  if (tiles) {
    const across = Math.sqrt(tiles.length) - 1;
    return { data: Buffer.concat([Buffer.from([0, 1, across, across]), int(claimed, 4), int(claimed, 4)]) };
  }
  const still = sharp({
    create: { width: side, height: side, channels: 3, background: colour },
    limitInputPixels: false,
  });
  const grey = alphaOf === undefined ? still : still.toColourspace("b-w");
  const whole = await grey.avif({ effort: 0, quality: 60, chromaSubsampling: "4:2:0" }).toBuffer();
  const config = whole.indexOf("av1C") - 4;
  const data = whole.indexOf("mdat") - 4;
  return {
    config: whole.subarray(config, config + whole.readUInt32BE(config)),
    data: whole.subarray(data + 8, data + whole.readUInt32BE(data)),
  };
}

function int(value: number, bytes: number): Buffer {
  const whole = Buffer.alloc(bytes);
  whole.writeUIntBE(value, 0, bytes);
  return whole;
}

function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([int(body.length + 8, 4), Buffer.from(type), body]);
}

function full(type: string, version: number, flags: number, ...parts: readonly Buffer[]): Buffer {
  return box(type, Buffer.from([version]), int(flags, 3), ...parts);
}
