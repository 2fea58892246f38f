import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { dataFile } from "../data-file.ts";

/** Side of a rendered drawing in pixels. */
const DRAWN = 256;

interface IconSet {
  readonly width: number;
  readonly height: number;
  readonly icons: Readonly<
    Record<string, { readonly body: string; readonly width?: number; readonly height?: number }>
  >;
}

interface Grid {
  /** Red, green, blue in 0…255, row by row. */
  readonly grid: readonly number[];
  readonly rows: number;
  readonly cols: number;
}

/**
 * The original picture, as bytes that sharp reads.
 * @param picture `photo/…`, `chart/…` and `icon/…` as committed in `originals/`, `made/…` by us
 * @throws Error when the picture is absent, as in the npm package
 */
export async function originalOf(picture: string): Promise<Buffer> {
  const [group, name = ""] = picture.split("/");
  switch (group) {
    case "photo":
      return readOriginal(`${picture}.jpg`);
    case "chart":
      return readOriginal(`${picture}.png`);
    case "icon":
      return drawIcon(name);
    default:
      return make(name);
  }
}

async function readOriginal(file: string): Promise<Buffer> {
  try {
    return await readFile(dataFile(`sample/originals/${file}`));
  } catch (cause) {
    throw new Error(`Cannot build "sample": wanted ${file} of its originals, which a clone holds`, { cause });
  }
}

let icons: Promise<IconSet> | undefined;

async function drawIcon(name: string): Promise<Buffer> {
  icons ??= readOriginal("icons.json").then((text): IconSet => JSON.parse(text.toString()));
  const set = await icons;
  const icon = set.icons[name];
  if (icon === undefined) throw new Error(`Cannot draw "${name}": wanted an icon of Fluent Emoji, got none`);
  const box = `0 0 ${icon.width ?? set.width} ${icon.height ?? set.height}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${DRAWN}" height="${DRAWN}" viewBox="${box}">${icon.body}</svg>`;
  return sharp(Buffer.from(svg)).flatten({ background: "white" }).png().toBuffer();
}

/** What a server sends instead of the picture that it no longer has. */
const WEB_PAGE =
  "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head>\n<body><h1>Not Found</h1></body></html>\n";

async function make(name: string): Promise<Buffer> {
  if (name === "web-page") return Buffer.from(WEB_PAGE);
  if (name === "pixel") {
    const clear = { r: 0, g: 0, b: 0, alpha: 0 };
    return sharp({ create: { width: 1, height: 1, channels: 4, background: clear } })
      .png()
      .toBuffer();
  }
  if (name === "grid") return drawGrid();
  throw new Error(`Cannot make "${name}": wanted web-page, pixel or grid, got neither`);
}

/** The coarse grid of colours in `positive.json`, blown up to soft blobs. */
async function drawGrid(): Promise<Buffer> {
  const { grid, rows, cols }: Grid = JSON.parse(await readFile(dataFile("sample/positive.json"), "utf8"));
  return sharp(Uint8Array.from(grid), { raw: { width: cols, height: rows, channels: 3 } })
    .resize(DRAWN, DRAWN, { fit: "fill", kernel: "cubic" })
    .png()
    .toBuffer();
}
