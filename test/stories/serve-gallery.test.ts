import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Browser, openBrowser } from "../support/browser.ts";
import { chromium } from "../support/chromium.ts";
import { scratchFolder } from "../support/run-files.ts";
import { type Serving, serve } from "../support/serving.ts";
import { auditedSample } from "../support/shared-runs.ts";

const folder = scratchFolder();
const cwd = folder(".");
let serving: Serving | undefined;

beforeAll(() => auditedSample(folder("run")));
afterEach(() => serving?.close());

describe.skipIf(chromium === null)("a gallery in a browser (needs chromium-headless-shell)", () => {
  let browser: Browser;
  beforeAll(() => {
    browser = openBrowser();
  });
  afterAll(() => browser.close());

  it("is what opens with --gallery, all pairs or those that the predicate is of, behind the veil", async () => {
    const opened = async (...words: string[]) => {
      serving = await serve(cwd, "run", "--reviewer", "gus", "--gallery", ...words);
      const page = await browser.page();
      await page.size(1024, 700);
      await page.goto(serving.url);
      await page.until("document.querySelectorAll('.tiles li').length > 0");
      const found = {
        tiles: await page.evaluate<number>("document.querySelectorAll('.tiles li').length"),
        pictures: await page.evaluate<number>("document.images.length"),
        command: await page.evaluate<boolean>("document.body.innerText.includes('row = 3')"),
      };
      await page.close();
      await serving.close();
      return found;
    };
    expect((await opened()).tiles).toBeGreaterThan(5);
    expect(await opened("shard = '00000' AND row = 3")).toEqual({ tiles: 1, pictures: 0, command: true });
  });
});
