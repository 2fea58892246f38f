import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { chromium, screenshot, sheets } from "../support/chromium.ts";
import { scratchFolder } from "../support/run-files.ts";
import { auditedSample } from "../support/shared-runs.ts";

const folder = scratchFolder();
const run = folder("run");
const page = join(run, "report.html");
const WIDTH = 1000;
const HEIGHT = 1800;

/** Pixels of a colour within a box, and of anything but paper. */
interface Counted {
  readonly red: number;
  readonly blue: number;
  readonly ink: number;
}

/** The first page of the report, up to where print breaks it off. */
function firstPage(): string {
  const [first = ""] = readFileSync(page, "utf8").split('<div class="page-end">');
  const path = folder("first.html");
  writeFileSync(path, `${first}</body></html>`);
  return path;
}

describe.skipIf(chromium === null)("the report in a browser (needs chromium-headless-shell)", () => {
  let data: Buffer;
  beforeAll(async () => {
    await auditedSample(run);
    screenshot(page, folder("page.png"), WIDTH, HEIGHT);
    data = await sharp(folder("page.png")).removeAlpha().raw().toBuffer();
  });

  const count = (left: number, top: number, right: number, bottom: number): Counted => {
    let [red, blue, ink] = [0, 0, 0];
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) {
        const at = 3 * (y * WIDTH + x);
        const [r = 0, g = 0, b = 0] = data.subarray(at, at + 3);
        if (r > g + 60 && r > b + 60) red++;
        if (b > r + 30) blue++;
        if (r + g + b < 600) ink++;
      }
    return { red, blue, ink };
  };

  it("draws page one: words at the top, curves with their cuts and intervals below, and nothing beside the page", () => {
    expect(count(0, 0, WIDTH, 300).ink).toBeGreaterThan(3000);
    const figures = count(0, 700, WIDTH, HEIGHT);
    // Bands and lines of eleven curves, the cells of a table, bars of groups; each curve's cut is a dashed line.
    expect(figures.blue).toBeGreaterThan(12_000);
    expect(figures.red).toBeGreaterThan(11 * 40);
    for (const [left, right] of [
      [0, 12],
      [WIDTH - 12, WIDTH],
    ] as const)
      expect(count(left, 0, right, HEIGHT)).toEqual({ red: 0, blue: 0, ink: 0 });
  });

  it("draws distributions as small multiples, side by side", async () => {
    const html = readFileSync(page, "utf8");
    const [head = ""] = html.split("<body>");
    const [, section = ""] = /<h2 id="distributions">([\s\S]*?)<h2 id="gaps">/u.exec(html) ?? [];
    writeFileSync(folder("spread.html"), `${head}<body><h2>${section}</body></html>`);
    screenshot(folder("spread.html"), folder("spread.png"), WIDTH, 500);
    const right = sharp(folder("spread.png")).extract({ left: 600, top: 0, width: 400, height: 500 });
    const pixels = await right.removeAlpha().raw().toBuffer();
    const blue = (at: number) => (pixels[at + 2] ?? 0) > (pixels[at] ?? 0) + 30;
    expect(Array.from({ length: pixels.length / 3 }, (_, i) => 3 * i).filter(blue).length).toBeGreaterThan(
      500,
    );
  });

  it("prints page one on one sheet, and the rest behind it", () => {
    expect(sheets(firstPage(), folder("first.pdf"))).toBe(1);
    const all = sheets(page, folder("report.pdf"));
    expect(all).toBeGreaterThan(2);
    expect(readFileSync(folder("report.pdf"), "latin1")).toMatch(
      /\/MediaBox \[0 0 59[45][\d.]* 84[12][\d.]*\]/u,
    );
  });
});
