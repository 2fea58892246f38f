import { join } from "node:path";
import { afterEach, beforeAll, expect, it } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { chromium } from "../support/chromium.ts";
import { scratchFolder } from "../support/run-files.ts";
import { recordsOf, type Serving, serve } from "../support/serving.ts";
import { auditedSample } from "../support/shared-runs.ts";

const folder = scratchFolder();
const cwd = folder(".");
let serving: Serving | undefined;
let close = (): unknown => undefined;

beforeAll(() => auditedSample(folder("run")));
afterEach(() => Promise.all([serving?.close(), close()]));

const SETTLED = "document.querySelector('#keys button') && !document.querySelector('.early')";
const STATUS = "document.getElementById('status').textContent";
const NOTICE = "document.getElementById('notice').textContent";
/** Words of an element that nothing covers; empty where something lies over its middle. */
const onTop = (element: string) => `(() => {
  const words = document.querySelector('${element}');
  const { left, top, width, height } = words.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  return words === there ? words.textContent : '';
})()`;
const verdicts = () =>
  recordsOf(join(cwd, "run"), "gus")
    .filter(({ type }) => type === "verdict")
    .map(({ verdict }) => verdict);

it.skipIf(chromium === null)(
  "takes no verdict out of the list of keys that was chosen before its pair was drawn (needs chromium-headless-shell)",
  async () => {
    serving = await serve(cwd, "run", "--reviewer", "gus", "--hide-after", "600");
    const browser = openBrowser();
    close = () => browser.close();
    const page = await browser.page();
    await page.goto(serving.url);
    await page.until(`document.querySelector('.caption')?.textContent.includes('▒') && ${SETTLED}`);
    /** All in one go, before a frame can be drawn between them; "click" chooses the first line of the list. */
    const atOnce = (...acts: readonly string[]) =>
      page.evaluate(
        `for (const key of ${JSON.stringify(acts)})
        if (key === 'click') document.querySelector('#entries li').click();
        else document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));`,
      );
    const DROPPED = `${NOTICE}.includes('⏎ was typed before its pair was drawn: dropped') && ${SETTLED}`;
    await atOnce("k", "?", ..."keep", "Enter");
    await page.until(DROPPED);
    await expect.poll(verdicts).toEqual(["keep"]);
    await page.painted();
    // Why nothing came of it is read over the list.
    expect(await page.evaluate(onTop("#said"))).toContain("⏎ was typed before its pair was drawn: dropped");
    // The list stands there yet: now that the pair is drawn, its line counts; the next pair's does not.
    await atOnce("click", "?", ..."keep", "click");
    await page.until(`${STATUS}.includes('gus · 2/') && ${DROPPED}`);
    await expect.poll(verdicts).toEqual(["keep", "keep"]);
    await page.painted();
    await page.key("Enter");
    await page.until(`${STATUS}.includes('gus · 3/') && ${SETTLED}`);
    await page.painted();
    // Tab completes what it does in a terminal.
    await page.key(":");
    await page.until("document.activeElement.id === 'typed'");
    for (const letter of "policy str") await page.key(letter);
    await page.key("Tab");
    await page.until("document.activeElement.value === 'policy strict'");
  },
);
