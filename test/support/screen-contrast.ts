import sharp from "sharp";
import type { Page } from "./browser.ts";

/** Text on the screen, and how it stands out from what is behind it. */
export interface Legible {
  readonly text: string;
  /** WCAG's contrast ratio, 1 to 21, of the pixels that are farthest from the commonest colour to that colour. */
  readonly ratio: number;
}

interface Box {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Screen pixels per pixel of the page: thin letters are drawn in their full colour. */
export const SCALE = 2;

/** Every line of text that lies on top, without keys that do not count yet (WCAG: inactive parts need no contrast). */
const BOXES = `(() => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const element = node.parentElement;
    if (!/[\\p{L}\\p{N}]{2}/u.test(node.data) || element.closest('[aria-disabled="true"], noscript')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { x, y, width, height } of range.getClientRects()) {
      const [left, top] = [Math.max(0, x), Math.max(0, y)];
      const [right, bottom] = [Math.min(innerWidth, x + width), Math.min(innerHeight, y + height)];
      if (right - left < 4 || bottom - top < 4) continue;
      const on = (at) => element.contains(document.elementFromPoint((left + right) / 2, at));
      // What is covered, or cut where its part scrolls, is not read.
      if (!on(top + 1) || !on(bottom - 1)) continue;
      found.push({ text: node.data.trim(), x: left, y: top, width: right - left, height: bottom - top });
    }
  }
  return found;
})()`;

/** How each text on a page's screen stands out, as it is drawn; {@link SCALE} is its scale. */
export async function legibility(page: Page): Promise<readonly Legible[]> {
  const boxes = await page.evaluate<readonly Box[]>(BOXES);
  const screen = await pixelsOf(await page.screenshot());
  return boxes.map((box) => ({ text: box.text, ratio: contrastIn(screen, box) }));
}

/** The strongest contrast to what was there before, of the pixels that differ around an element; 1 where none does. */
export async function changedAround(before: Buffer, after: Buffer, box: Omit<Box, "text">): Promise<number> {
  const [old, now] = [await pixelsOf(before), await pixelsOf(after)];
  const wide = { x: box.x - 6, y: box.y - 6, width: box.width + 12, height: box.height + 12 };
  const was = coloursIn(old, wide);
  const changed = coloursIn(now, wide).flatMap((colour, i) => {
    const there = was[i] ?? colour;
    return there === colour ? [] : [ratioOf(there, colour)];
  });
  // A ring, and no stray pixel.
  const ring = SCALE * SCALE * (box.width + box.height);
  return changed.length < ring ? 1 : Math.max(...changed);
}

interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

async function pixelsOf(png: Buffer): Promise<Pixels> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Colours as 0xrrggbb. */
function coloursIn({ data, width, height }: Pixels, box: Omit<Box, "text">): readonly number[] {
  const colours: number[] = [];
  const within = (at: number, most: number) => Math.max(0, Math.min(most, Math.round(at * SCALE)));
  for (let y = within(box.y, height); y < within(box.y + box.height, height); y++)
    for (let x = within(box.x, width); x < within(box.x + box.width, width); x++)
      colours.push(data.readUIntBE(3 * (y * width + x), 3));
  return colours;
}

function contrastIn(screen: Pixels, box: Box): number {
  const counts = new Map<number, number>();
  for (const colour of coloursIn(screen, box)) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const [behind = 0] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
  return Math.max(...[...counts.keys()].map((colour) => ratioOf(behind, colour)));
}

function ratioOf(one: number, other: number): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(colour: number): number {
  const [r = 0, g = 0, b = 0] = [colour >> 16, (colour >> 8) & 255, colour & 255].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
