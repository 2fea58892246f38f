import { join } from "node:path";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { appKeys } from "../../src/screens/app/keys.ts";
import { keyLabel } from "../../src/screens/kit/keys.ts";
import { reviewKeys } from "../../src/screens/review/keys.ts";
import { unseen } from "../../src/screens/review/state.ts";
import { type Browser, openBrowser, type Page } from "../support/browser.ts";
import { chromium } from "../support/chromium.ts";
import { canFill, fillDisk, freeDisk } from "../support/full-disk.ts";
import { scratchFolder } from "../support/run-files.ts";
import { recordsOf, type Serving, serve } from "../support/serving.ts";
import { auditedSample } from "../support/shared-runs.ts";

const folder = scratchFolder();
const cwd = folder(".");
let serving: Serving | undefined;

beforeAll(() => auditedSample(folder("run")));
afterEach(() => serving?.close());

const records = (reviewer: string) => recordsOf(join(cwd, "run"), reviewer);
/** A verdict shows a moment before it is written; what is revealed is written before it shows. */
const verdicts = (reviewer: string) =>
  expect.poll(() => records(reviewer).filter(({ type }) => type === "verdict"));

describe.skipIf(chromium === null)("a review in a browser (needs chromium-headless-shell)", () => {
  let browser: Browser;
  beforeAll(() => {
    browser = openBrowser();
  });
  afterAll(() => browser.close());

  const SETTLED = "document.querySelector('#keys button') && !document.querySelector('.early')";
  const STATUS = "document.getElementById('status').textContent";
  const NOTICE = "document.getElementById('notice').textContent";
  const open = async (...words: string[]): Promise<Page> => {
    serving = await serve(cwd, "run", ...words);
    const page = await browser.page();
    await page.size(1024, 700);
    await page.goto(serving.url);
    await page.until(`document.querySelector('.caption')?.textContent.includes('▒') && ${SETTLED}`);
    return page;
  };
  /** How many pixels of the screen have a hue. */
  const hued = async (page: Page): Promise<number> => {
    const data = await sharp(await page.screenshot())
      .removeAlpha()
      .raw()
      .toBuffer();
    let found = 0;
    for (let at = 0; at < data.length; at += 3) {
      const [r = 0, g = 0, b = 0] = data.subarray(at, at + 3);
      if (Math.max(r, g, b) - Math.min(r, g, b) > 60) found++;
    }
    return found;
  };

  it("shows a pair behind its veil, counts what a key reveals before it is drawn, and hides it again", async () => {
    const page = await open("--reviewer", "ann", "--hide-after", "20");
    expect(await page.evaluate("location.href")).not.toContain("token");
    expect(await hued(page)).toBeLessThan(4000);
    expect(await page.evaluate("document.images.length")).toBe(0);
    expect(records("ann")).toEqual([]);
    await page.key("5");
    await page.until("document.images[0]?.complete");
    expect(records("ann")).toMatchObject([{ type: "exposure", rung: 5, caption: false }]);
    const address = await page.evaluate<string>("document.images[0].src");
    expect(await hued(page)).toBeGreaterThan(20_000);
    await page.until("document.images.length === 0");
    expect(await hued(page)).toBeLessThan(6000);
    // What is hidden is not to be had by its address either.
    expect(await page.evaluate(`fetch(${JSON.stringify(address)}).then(({ status }) => status)`)).toBe(404);
    await page.close();
  });

  it("writes a verdict as the terminal does, once the pair is drawn; keys typed ahead do not count", async () => {
    const page = await open("--reviewer", "bo", "--judge-from", "mosaic", "--hide-after", "600");
    await page.key("d");
    await page.until(`${NOTICE}.includes('not judged: wanted the pair drawn up to mosaic, got text')`);
    await page.key("3");
    await page.until(`document.images[0]?.complete && ${SETTLED}`);
    await page.painted();
    await page.key("n");
    await page.until("document.activeElement.id === 'typed'");
    for (const letter of "seen") await page.key(letter);
    await page.key("Enter");
    await page.until(`document.querySelector('.remarks').textContent.includes('note: seen') && ${SETTLED}`);
    await page.painted();
    await page.key("d");
    await page.until(`${STATUS}.includes('bo · 1/')`);
    await verdicts("bo").toMatchObject([
      {
        verdict: "drop",
        rung: 3,
        caption: false,
        note: "seen",
        role: "reviewer",
        design: { strategy: "flagged" },
      },
    ]);
    await page.until(SETTLED);
    // Both in one go, before a frame can be drawn between them.
    await page.evaluate(
      "for (const key of ['s', 'k']) document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))",
    );
    await page.until(`${NOTICE}.includes('k was typed before its pair was drawn: dropped')`);
    await verdicts("bo").toMatchObject([{ verdict: "drop" }, { verdict: "skip" }]);
    await page.painted();
    await page.key("z");
    await page.until(`${NOTICE}.includes('took back')`);
    await page.close();
  });

  it("shows nothing beyond the budget, nothing under the cover, and nothing once the server is gone", async () => {
    const around = ["--strategy", "around", "--signal", "image_nsfw", "--cut", "0.9"];
    const page = await open("--reviewer", "cy", "--exposure-budget", "0", ...around);
    await page.key("5");
    await page.until(`${NOTICE}.includes('exposure budget: costs')`);
    expect(await page.evaluate("document.images.length")).toBe(0);
    expect(records("cy")).toEqual([]);
    await page.key(".");
    await page.until("document.body.innerText.includes('paused')");
    expect(await page.evaluate("document.body.innerText")).not.toContain("▒");
    await page.key("Enter");
    await page.until(SETTLED);
    serving?.child.kill("SIGKILL");
    await page.until("document.body.innerText.includes('sluice serve cannot be reached')");
    expect(await page.evaluate("document.body.innerText")).not.toContain("▒");
    await page.close();
  });

  it.skipIf(!canFill)(
    "shows nothing that it could not write down on a full disk, and takes an unwritten verdict back (needs prlimit)",
    async () => {
      const page = await open("--reviewer", "eve", "--hide-after", "600");
      fillDisk(serving?.child.pid ?? 0);
      await page.key("3");
      await page.until(`${NOTICE}.includes('not written: EFBIG') && ${SETTLED}`);
      expect(await page.evaluate("document.images.length")).toBe(0);
      await page.painted();
      // What is said stands until the next key.
      await page.key("0");
      await page.until(`!${NOTICE}.includes('not written') && ${SETTLED}`);
      await page.painted();
      await page.key("d");
      await page.until(
        `${NOTICE}.includes('not written: EFBIG') && ${STATUS}.includes('eve · 0/') && ${SETTLED}`,
      );
      expect(records("eve")).toEqual([]);
      freeDisk(serving?.child.pid ?? 0);
      await page.until(SETTLED);
      await page.painted();
      await page.key("3");
      await page.until("document.images[0]?.complete");
      expect(records("eve")).toMatchObject([{ type: "exposure", rung: 3 }]);
      await page.close();
    },
  );

  it("is one review on two pages: both see it, a reload finds it, and each key counts once", async () => {
    const page = await open("--reviewer", "di");
    const other = await browser.page();
    await other.goto(serving?.origin ?? "");
    await other.until(SETTLED);
    await other.key("k");
    await page.until(`${STATUS}.includes('di · 1/')`);
    await page.until(SETTLED);
    await page.key("u");
    await other.until(`${STATUS}.includes('di · 2/')`);
    await page.goto(serving?.origin ?? "");
    await page.until(`${STATUS}.includes('di · 2/') && ${SETTLED}`);
    await verdicts("di").toMatchObject([{ verdict: "keep" }, { verdict: "unsure" }]);
    await page.key("q");
    await page.until("document.body.innerText.includes('This review is closed')");
    expect(await serving?.ended).toBe(0);
    await other.close();
    await page.close();
  });

  it("has the gallery: veiled, counted, and one verdict for what was drawn and marked alone", async () => {
    const page = await open("--reviewer", "flo", "--hide-after", "600");
    await page.key("?");
    await page.until("document.activeElement.id === 'typed'");
    const listed = await page.evaluate<string[]>(
      "[...document.querySelectorAll('#entries kbd')].map(({ textContent }) => textContent)",
    );
    const tables = [...reviewKeys({ shown: unseen(0), note: "" }, ""), ...appKeys(true)];
    expect(listed).toEqual(tables.map(({ keys }) => keys.map(keyLabel).join(" ")));
    await page.key("Escape");
    await page.until("document.getElementById('overlay').hidden");
    await page.painted();
    await page.key(":");
    await page.until("document.activeElement.id === 'typed'");
    for (const letter of "gallery") await page.key(letter);
    await page.until("document.querySelectorAll('#entries li').length === 1");
    await page.key("Enter");
    await page.until(`document.querySelectorAll('.tiles li').length > 5 && ${SETTLED}`);
    expect(await page.evaluate("document.images.length")).toBe(0);
    await page.painted();
    await page.key("d");
    await page.until(`${NOTICE}.includes('1 not judged: wanted drawn at edges or above')`);
    expect(records("flo")).toEqual([]);
    await page.key("3");
    await page.until(`document.images.length > 5 && ${SETTLED}`);
    const tiles = await page.evaluate("document.querySelectorAll('.tiles li').length");
    expect(records("flo").filter(({ type, rung }) => type === "exposure" && rung === 3)).toHaveLength(
      Number(tiles),
    );
    await page.painted();
    for (const key of [" ", "ArrowRight", " "]) await page.key(key);
    await page.until(`${STATUS}.includes('2 marked')`);
    await page.key("k");
    await page.until(`${STATUS}.includes('0 marked · 2 judged')`);
    await verdicts("flo").toMatchObject([
      { key: "00000/000000000", verdict: "keep", rung: 3, bulk: true, design: { strategy: "view" } },
      { key: "00000/000000001", verdict: "keep", rung: 3, bulk: true, design: { probability: null } },
    ]);
    await page.key("x");
    await page.until("document.images.length === 0");
    await page.key("q");
    await page.until("document.querySelector('.caption') !== null");
    await page.close();
  });

  it("fits a laptop and a telephone, and names what it shows", async () => {
    const page = await open("--reviewer", "eve", "--hide-after", "600");
    await page.key("3");
    await page.until("document.images[0]?.complete");
    for (const [width, height] of [
      [1024, 700],
      [390, 844],
    ] as const) {
      await page.size(width, height);
      await page.until(`innerWidth === ${width} && document.documentElement.scrollWidth <= ${width}`);
      const keys = "document.getElementById('keys').getBoundingClientRect()";
      expect(await page.evaluate(`${keys}.bottom <= innerHeight`)).toBe(true);
    }
    expect(await page.evaluate("document.images[0].alt")).toMatch(/^0000\d\/\d+, shown as mosaic$/u);
    await page.close();
  });
});
