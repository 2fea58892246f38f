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
import { sixels } from "../../../../src/exposure/terminal/sixel.ts";

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

/** An image of cells of 2 × 4 pixels, each pixel of one of two colours by a letter. */
function cells(...rows: readonly string[]) {
  const colours: Readonly<Record<string, readonly number[]>> = {
    r: [255, 0, 0],
    g: [0, 255, 0],
    b: [0, 0, 255],
  };
  const data = Uint8Array.from([...rows.join("")].flatMap((letter) => colours[letter] ?? []));
  return { width: rows[0]?.length ?? 0, height: rows.length, data };
}

describe("blocks", () => {
  it("draw what two colours to a cell can: halves, corners, one colour alone", () => {
    expect(blockLines(cells("rr", "rr", "gg", "gg"), "truecolor")).toEqual([
      "\u001B[38;2;255;0;0m\u001B[48;2;0;255;0m▀\u001B[39m\u001B[49m",
    ]);
    const corner = cells("rgbb", "rgbb", "ggbb", "ggbb");
    expect(blockLines(corner, "truecolor")).toEqual([
      "\u001B[38;2;255;0;0m\u001B[48;2;0;255;0m▘\u001B[38;2;0;0;255m\u001B[48;2;0;0;255m▀\u001B[39m\u001B[49m",
    ]);
  });

  it("end with the image: what lies below it is left as it is", () => {
    expect(blockLines(cells("bb", "bb"), "truecolor")).toEqual([
      "\u001B[38;2;0;0;255m\u001B[49m▀\u001B[39m\u001B[49m",
    ]);
  });

  it("are sextants where the terminal draws these", () => {
    const [line] = blockLines(cells("rg", "gg", "gg", "gg"), "truecolor", "sextants");
    expect(line).toContain("\u{1FB00}");
    expect(blockLines(cells("rg", "rg", "rg", "rg"), "truecolor", "sextants")[0]).toContain("▌");
    expect(blockLines(cells("gr", "gr", "gr", "rr"), "truecolor", "sextants")[0]).toContain("\u{1FB04}");
  });

  it("find the nearest of 256 colours", () => {
    // xterm's palette: 196 is #ff0000, 46 is #00ff00, 21 is #0000ff.
    expect(blockLines(cells("rr", "rr", "gg", "gg"), "256")[0]).toContain("38;5;196m\u001B[48;5;46m");
    expect(blockLines(cells("bb", "bb", "bb", "bb"), "256")[0]).toContain("38;5;21m");
  });
});

/** The pixels that a sequence of sixels draws, as hexadecimal colours. */
function drawnBy(sequence: string): {
  readonly width: number;
  readonly at: (x: number, y: number) => string;
} {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  const [, width, body] = /^\u001BP0;1;0q"1;1;(\d+);\d+([\s\S]*)\u001B\\$/u.exec(sequence) ?? [];
  const palette = new Map<number, string>();
  const pixels = new Map<string, string>();
  let [x, band, colour] = [0, 0, 0];
  for (const [token, , n, red] of (body ?? "").matchAll(/(#(\d+)(;2;\d+;\d+;\d+)?|!\d+[?-~]|[?-~$-])/gu)) {
    if (token.startsWith("#")) {
      colour = Number(n);
      if (red) palette.set(colour, red.slice(3));
    } else if (token === "$") x = 0;
    else if (token === "-") [x, band] = [0, band + 1];
    else {
      const bits = token.charCodeAt(token.length - 1) - 63;
      for (let times = token.startsWith("!") ? parseInt(token.slice(1), 10) : 1; times > 0; times--, x++)
        for (let row = 0; row < 6; row++)
          if ((bits >> row) & 1) pixels.set(`${x} ${6 * band + row}`, palette.get(colour) ?? "");
    }
  }
  return { width: Number(width), at: (px, py) => pixels.get(`${px} ${py}`) ?? "" };
}

describe("sixels", () => {
  it("draw every pixel in its colour, in percent", async () => {
    const rows = ["rrrrrrrr", "rrrrggbb", "gggggggg", "bbbbbbbb", "rgbrgbrg", "rrrrrrrr", "bbbbbbbb"];
    const { width, at } = drawnBy(await sixels(cells(...rows)));
    expect(width).toBe(8);
    const named = { r: "100;0;0", g: "0;100;0", b: "0;0;100" } as const;
    for (const [y, row] of rows.entries())
      for (const [x, letter] of [...row].entries()) expect(at(x, y)).toBe(named[letter as "r"]);
  });

  it("never give the terminal a pixel that is hidden", async () => {
    const terminal = { graphics: "sixel", tmux: false, because: "" } as const;
    const { over, lines } = await draw(picture, "mosaic", { columns: 20, rows: 10 }, terminal);
    expect(lines).toEqual(Array.from({ length: lines.length }, () => " "));
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(over.match(/#\d+;2;/gu)?.length).toBeLessThanOrEqual(144);
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

  it("is sixels where it says so itself, unless it has better or the person says otherwise", () => {
    const answer = { sixel: true, cell: { width: 8, height: 16 } };
    const of = (env: NodeJS.ProcessEnv) => graphicsOf(env, false, answer).graphics;
    expect(of({ TERM: "xterm-256color" })).toBe("sixel");
    expect(graphicsOf({ TERM: "foot" }, false, answer)).toMatchObject({
      ...{ cell: answer.cell, blocks: "sextants" },
    });
    expect(of({ TERM: "xterm-kitty" })).toBe("kitty");
    expect(of({ TERM: "xterm-256color", NO_COLOR: "1" })).toBe("words");
    expect(of({ TERM: "xterm-256color", SLUICE_IMAGES: "256" })).toBe("256");
  });
});
