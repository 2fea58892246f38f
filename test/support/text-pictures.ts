import { fileURLToPath } from "node:url";
import sharp from "sharp";
import type { Pixels } from "../../models/index.ts";

const fontFolder = new URL("../../node_modules/dejavu-fonts-ttf/ttf/", import.meta.url);

/** How a text picture is drawn. */
export interface Lettering {
  /** Sides of the picture, pixels. */
  readonly width: number;
  readonly height: number;
  /** Height of the box that the text is fitted into, pixels. */
  readonly size: number;
  readonly font?: "DejaVuSans" | "DejaVuSerif-Bold" | "DejaVuSansMono";
  /** `#rrggbb`. */
  readonly ink?: string;
  readonly ground?: string;
  /** Degrees, clockwise. */
  readonly turned?: number;
}

/** Draws a text in the middle of a picture, in a font from npm, so that no machine's own fonts matter. */
export async function letter(text: string, options: Lettering): Promise<Pixels> {
  const {
    width,
    height,
    size,
    font = "DejaVuSans",
    ink = "#101010",
    ground = "#f4f4f4",
    turned = 0,
  } = options;
  const fontfile = fileURLToPath(new URL(`${font}.ttf`, fontFolder));
  const rgba = sharp({
    text: {
      text: `<span foreground="${ink}">${text}</span>`,
      fontfile,
      font: font.replace(/^DejaVu/u, "DejaVu ").replace("-", " "),
      rgba: true,
      width: Math.round(width * 0.92),
      height: size,
      align: "centre",
    },
  });
  const drawn = await sharp(await rgba.png().toBuffer())
    .rotate(turned, { background: "#00000000" })
    .png()
    .toBuffer();
  const { data, info } = await sharp({ create: { width, height, channels: 3, background: ground } })
    .composite([{ input: drawn, gravity: "centre" }])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}
