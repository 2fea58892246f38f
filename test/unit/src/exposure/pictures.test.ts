import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { obscure } from "../../../../src/exposure/obscure.ts";
import { blockLines } from "../../../../src/exposure/terminal/blocks.ts";
import { draw } from "../../../../src/exposure/terminal/draw.ts";
import { graphicsOf } from "../../../../src/exposure/terminal/graphics.ts";
import {
  forgetSequence,
  placeholderLines,
  uploadSequences,
} from "../../../../src/exposure/terminal/kitty.ts";

let picture: Uint8Array;

beforeAll(async () => {
  // A red disc on white, with stripes finer than a mosaic's tiles.
  const stripes = Array.from(
    { length: 60 },
    (_, i) => `<rect x="${i * 10}" width="5" height="600" fill="#ddd"/>`,
  );
  picture = await sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600"><rect width="600" height="600" fill="#fff"/>${stripes.join("")}<circle cx="300" cy="300" r="200" fill="#e00"/></svg>`,
    ),
  )
    .jpeg()
    .toBuffer();
});

describe("obscured pictures", () => {
  it("leaves twelve tiles a side of a mosaic, however large it is drawn", async () => {
    const { width, height, data } = await obscure(picture, "mosaic", 240, 240);
    const row = Array.from({ length: width }, (_, x) => data[3 * (120 * width + x) + 1] ?? 0);
    const steps = row.filter((value, x) => x > 0 && value !== row[x - 1]).length;
    expect([width, height]).toEqual([240, 240]);
    expect(steps).toBeLessThan(12);
  });

  it("has no colour in greyscale and none in edges", async () => {
    for (const kind of ["greyscale", "edges"] as const) {
      const { data } = await obscure(picture, kind, 64, 64);
      const coloured = data.filter((value, i) => value !== data[i - (i % 3)]).length;
      expect(coloured, kind).toBe(0);
    }
  });

  it("draws a disc's outline dark and its inside light", async () => {
    const { width, data } = await obscure(picture, "edges", 60, 60);
    const at = (x: number, y: number) => data[3 * (y * width + x)] ?? 0;
    expect(at(10, 30)).toBeLessThan(100);
    expect(at(30, 30)).toBeGreaterThan(200);
  });

  it("says in one line why bytes are no image", async () => {
    await expect(obscure(Buffer.from("no image"), "colour", 8, 8)).rejects.toThrow(/unsupported image/u);
  });
});

describe("half blocks", () => {
  const image = { width: 1, height: 3, data: Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255]) };

  it("puts two pixels in a cell, upper one first", () => {
    expect(blockLines(image, "truecolor")).toEqual([
      "\u001B[38;2;255;0;0m\u001B[48;2;0;255;0m▀\u001B[39m\u001B[49m",
      "\u001B[38;2;0;0;255m\u001B[49m▀\u001B[39m\u001B[49m",
    ]);
  });

  it("finds the nearest of 256 colours", () => {
    // xterm's palette: 196 is #ff0000, 46 is #00ff00, 21 is #0000ff.
    expect(blockLines(image, "256")[0]).toContain("38;5;196m\u001B[48;5;46m");
    expect(blockLines(image, "256")[1]).toContain("38;5;21m");
  });
});

/** The commands in a stretch of terminal output: what they ask for, and their base64. */
function commandsOf(sent: string): readonly { readonly control: string; readonly data: string }[] {
  return sent
    .split("\u001B\\")
    .filter(Boolean)
    .map((command) => command.replace("\u001B_G", "").split(";"))
    .map(([control = "", data = ""]) => ({ control, data }));
}

describe("Kitty's protocol", () => {
  const png = new Uint8Array(10_000).fill(7);
  const place = { id: 0x010203, columns: 3, rows: 2 };

  it("hands data over in chunks of at most 4,096 bytes that carry all of it", () => {
    const sent = uploadSequences(png, { ...place, tmux: false });
    const chunks = commandsOf(sent);
    expect(chunks.length).toBeGreaterThan(1);
    expect(Math.max(...chunks.map(({ data }) => data.length))).toBeLessThanOrEqual(4096);
    expect(Buffer.from(chunks.map(({ data }) => data).join(""), "base64")).toEqual(Buffer.from(png));
    const more = chunks.map(({ control }) => control.slice(-3));
    expect(more).toEqual([...chunks.slice(1).map(() => "m=1"), "m=0"]);
    expect(chunks[0]?.control).toMatch(/a=T,U=1,f=100,i=66051,c=3,r=2,q=2/u);
  });

  it("wraps each command for tmux with its escapes doubled", () => {
    expect(forgetSequence(9, true)).toBe("\u001BPtmux;\u001B\u001B_Ga=d,d=I,i=9,q=2\u001B\u001B\\\u001B\\");
  });

  it("tells the image by colour and the row by a mark", () => {
    const lines = placeholderLines(place);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe("\u001B[38;2;1;2;3m\u{10EEEE}\u0305\u{10EEEE}\u{10EEEE}\u001B[39m");
    expect(lines[1]).toContain("\u{10EEEE}\u030D");
  });

  it("never gives the terminal a pixel that is hidden", async () => {
    const terminal = { graphics: "kitty", tmux: false, because: "" } as const;
    const { upload } = await draw(picture, "mosaic", { columns: 20, rows: 10 }, terminal);
    const data = commandsOf(upload)
      .map((command) => command.data)
      .join("");
    const { data: sent, info } = await sharp(Buffer.from(data, "base64"))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const colours = new Set(
      Array.from({ length: info.width * info.height }, (_, i) =>
        sent.subarray(3 * i, 3 * i + 3).toString("hex"),
      ),
    );
    expect(colours.size).toBeLessThanOrEqual(144);
  });
});

describe("what a terminal can show", () => {
  const cases: readonly (readonly [NodeJS.ProcessEnv, boolean, string])[] = [
    [{ TERM: "xterm-256color" }, false, "256"],
    [{ TERM: "xterm-256color", COLORTERM: "truecolor" }, false, "truecolor"],
    [{ TERM: "xterm-kitty", KITTY_WINDOW_ID: "1" }, false, "kitty"],
    [{ TERM: "tmux-256color", TMUX: "x", KITTY_WINDOW_ID: "1" }, false, "256"],
    [{ TERM: "tmux-256color", TMUX: "x", KITTY_WINDOW_ID: "1" }, true, "kitty"],
    [{ TERM: "xterm-kitty", NO_COLOR: "1" }, false, "words"],
    [{ TERM: "dumb" }, false, "words"],
    [{ TERM: "dumb", SLUICE_IMAGES: "truecolor" }, false, "truecolor"],
  ];
  it.each(cases)("%j, tmux hands on: %s → %s", (env, passthrough, graphics) => {
    expect(graphicsOf(env, passthrough).graphics).toBe(graphics);
  });
});
