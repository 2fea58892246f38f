import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Browser, openBrowser, type Page } from "../support/browser.ts";
import { chromium } from "../support/chromium.ts";
import { scratchFolder } from "../support/run-files.ts";
import { changedAround, legibility, SCALE } from "../support/screen-contrast.ts";
import { recordsOf, type Serving, serve } from "../support/serving.ts";
import { auditedSample } from "../support/shared-runs.ts";

const folder = scratchFolder();
const cwd = folder(".");
let serving: Serving | undefined;

beforeAll(() => auditedSample(folder("run")));
afterEach(() => serving?.close());

const SETTLED = "document.querySelector('#keys button') && !document.querySelector('.early')";
/** WCAG 2.2 AA: text (1.4.3), and what shows the focus (1.4.11). */
const [TEXT, RING] = [4.5, 3];

describe.skipIf(chromium === null)(
  "who reads and types alone, in a browser (needs chromium-headless-shell)",
  () => {
    let browser: Browser;
    beforeAll(() => {
      browser = openBrowser();
    });
    afterAll(() => browser.close());

    const open = async (scheme: "light" | "dark", ...words: string[]): Promise<Page> => {
      serving = await serve(cwd, "run", ...words, "--hide-after", "600");
      const page = await browser.page();
      await page.size(1024, 700, SCALE);
      await page.scheme(scheme);
      await page.goto(serving.url);
      await page.until(SETTLED);
      await page.painted();
      return page;
    };
    const press = async (page: Page, key: string, until: string) => {
      await page.painted();
      await page.key(key);
      await page.until(until);
      // Colours of a button that comes alive are moved there; a button that is drawn anew meanwhile ends its own.
      await page.evaluate("Promise.allSettled(document.getAnimations().map(({ finished }) => finished))");
      await page.painted();
    };

    it.each(["light", "dark"] as const)("reads every text at %s: 4.5 to 1 or more", async (scheme) => {
      const page = await open(scheme, "--reviewer", `ann-${scheme}`, "--judge-from", "mosaic");
      const paper = await page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
      expect(paper).toBe(scheme === "light" ? "rgb(255, 255, 255)" : "rgb(20, 23, 26)");
      const faint: string[] = [];
      let [texts, screens] = [0, 0];
      const look = async (at: string) => {
        const found = await legibility(page);
        texts += found.length;
        screens++;
        for (const { text, ratio } of found)
          if (ratio < TEXT) faint.push(`${at}: ${text} ${ratio.toFixed(2)}`);
      };
      const shown = `!document.getElementById('overlay').hidden`;
      const gone = `document.getElementById('overlay').hidden && ${SETTLED}`;
      await look("a pair behind its veil");
      await press(page, "d", "document.querySelector('#notice.warning') !== null");
      await look("a warning");
      await press(page, "c", `document.querySelector('.caption.masked') === null && ${SETTLED}`);
      await press(page, "3", `document.images[0]?.complete && ${SETTLED}`);
      await look("a pair in clear");
      await press(page, "k", `document.getElementById('status').textContent.includes('· 1/') && ${SETTLED}`);
      await press(page, "z", `document.querySelector('#notice.info') !== null && ${SETTLED}`);
      await look("a verdict taken back");
      await press(page, "?", shown);
      await look("keys");
      await press(page, "Escape", gone);
      await press(page, ":", shown);
      await look("the palette");
      for (const letter of "gallery") await page.key(letter);
      await page.until("document.querySelectorAll('#entries li').length === 1");
      await press(page, "Enter", `document.querySelectorAll('.tiles li').length > 5 && ${SETTLED}`);
      await look("a grid behind its veil");
      await press(page, "3", `document.images.length > 5 && ${SETTLED}`);
      await press(page, " ", "document.getElementById('status').textContent.includes('1 marked')");
      await look("a grid");
      await press(page, ".", "document.body.innerText.includes('paused')");
      await look("the cover");
      expect(faint).toEqual([]);
      expect([screens, texts > 150]).toEqual([9, true]);
      // What is faint is seen.
      await page.evaluate(
        "document.body.style.setProperty('--ink', getComputedStyle(document.body).backgroundColor)",
      );
      await look("ink of the colour of the paper");
      expect(faint).not.toEqual([]);
      await page.close();
    });

    it.each(["light", "dark"] as const)(
      "sees at %s where the focus is, and presses what it is on",
      async (scheme) => {
        const reviewer = `bo-${scheme}`;
        const page = await open(scheme, "--reviewer", reviewer);
        const blank = await page.screenshot();
        const stops: string[] = [];
        const dim: string[] = [];
        for (let i = 0; i < 40; i++) {
          await page.key("Tab");
          await page.painted();
          const stop = await page.evaluate<{
            text: string;
            x: number;
            y: number;
            width: number;
            height: number;
          } | null>(
            `(() => {
          const on = document.activeElement;
          if (on === null || on === document.body) return null;
          const { x, y, width, height } = on.getBoundingClientRect();
          return { text: on.textContent.trim().slice(0, 40), x, y, width, height };
        })()`,
          );
          if (stop === null) break;
          if (stops.includes(stop.text)) break;
          stops.push(stop.text);
          const ratio = await changedAround(blank, await page.screenshot(), stop);
          if (ratio < RING) dim.push(`${stop.text} ${ratio.toFixed(2)}`);
        }
        expect(dim).toEqual([]);
        expect(stops.length).toBeGreaterThan(6);
        const rungs = await page.evaluate<string[]>(
          "[...document.querySelectorAll('.ladder button, #keys button')].map(({ textContent }) => textContent.trim())",
        );
        expect(rungs.filter((text) => !stops.includes(text.slice(0, 40)))).toEqual([]);
        // A rung that was reached by Tab is pressed by Enter: counted, then shown.
        await page.evaluate("[...document.querySelectorAll('.ladder button')].at(3).focus()");
        await press(page, "Enter", `document.images[0]?.complete && ${SETTLED}`);
        expect(recordsOf(`${cwd}/run`, reviewer)).toMatchObject([{ type: "exposure", rung: 3 }]);
        expect(await page.evaluate("document.activeElement.closest('.ladder') !== null")).toBe(true);
        await page.close();
      },
    );
  },
);
