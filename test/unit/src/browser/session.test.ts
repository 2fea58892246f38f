import { afterAll, beforeAll, expect, it } from "vitest";
import { openLabels } from "../../../../src/actions/review.ts";
import type { Frame, PageSaid } from "../../../../src/browser/frame.ts";
import { openSession, type Session } from "../../../../src/browser/session.ts";
import { defaultLimits } from "../../../../src/exposure/ladder.ts";
import { ownKeysOf } from "../../../../src/keys/own-keys.ts";
import { type DecidedRun, openDecidedRun } from "../../../../src/run/decided-run.ts";
import type { LabelFile } from "../../../../src/run/labels.ts";
import { everything } from "../../../../src/run/questions/lens.ts";
import type { Route } from "../../../../src/screens/route.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { writeRunOf } from "../../../support/written-run.ts";

const folder = scratchFolder();
const now = () => new Date("2026-03-02T10:00:00Z");
let view: DecidedRun;
let labels: LabelFile;

beforeAll(async () => {
  await writeRunOf(folder("run"), [{ image_porn: 0.95 }, { image_porn: 0.6 }, {}]);
  view = await openDecidedRun(folder("run"));
  labels = await openLabels(folder("run"), "ann", now);
});
afterAll(async () => {
  await labels.close();
  view.close();
});

/** A page that draws what it is sent when it is told to. */
function pageOf(start: Route, keys = "") {
  let left = false;
  const settings = { reviewer: "ann", data: null, limits: defaultLimits, keys: ownKeysOf(keys), now };
  const session: Session = openSession(start, {
    ...{ view, labels, settings },
    quit: () => {
      left = true;
    },
  });
  const frames: Frame[] = [];
  session.open("a-page-of-mine", { columns: 80, lines: 6, width: 960, height: 480 }, (frame) =>
    frames.push(frame),
  );
  const last = () => frames.at(-1);
  const say = (said: PageSaid) => session.said("a-page-of-mine", said);
  let drawn = 0;
  return {
    last,
    say,
    left: () => left,
    draw() {
      drawn = last()?.number ?? 0;
      say({ type: "drawn", frame: drawn, pictures: [] });
    },
    type: (...names: readonly string[]) => {
      for (const name of names) say({ type: "key", name, frame: drawn });
    },
    /** The first frame, which comes long before the run was asked for what the screen shows. */
    async onItsWay() {
      while (last() === undefined) await new Promise(setImmediate);
      expect(last()?.seen).toMatchObject({ place: expect.any(String), screen: null });
    },
    comes: (kind: string) => expect.poll(() => last()?.body.kind).toBe(kind),
    notice: (text: string) => expect.poll(() => last()?.notice?.text).toBe(text),
    end: () => session.end([]),
  };
}

const gallery: Route = { screen: "gallery", folder: folder("run"), lens: everything };
const rungOf = (frame: Frame | undefined) => (frame?.body.kind === "gallery" ? frame.body.rung : null);

it("hears nothing before a page has drawn the screen, and no rung of the gallery before its tiles are drawn", async () => {
  const page = pageOf(gallery);
  page.type("3", "right", "q");
  await page.notice("3 was typed before its screen was drawn: dropped, with 2 more");
  expect(page.left()).toBe(false);
  page.end();

  const other = pageOf({ ...gallery, crumbs: ["rule x", "row < 9"] });
  await other.onItsWay();
  other.draw();
  await expect.poll(() => other.last()?.seen.stands).toBe("tiles");
  const { body } = other.last() as Frame;
  expect(body.kind === "gallery" && body.led).toBe("where rule x › row < 9");
  // The tiles were sent, and the page does not say that it drew them.
  other.type("3", "3");
  await other.notice("3 was typed before its tile was drawn: dropped, with 1 more");
  expect(rungOf(other.last())).toBe(0);
  other.draw();
  other.type("right", "3");
  await expect.poll(() => rungOf(other.last())).toBe(3);
  other.end();
});

it("is left by q while its screen is on its way only once that was drawn, and knows nothing of its keys before", async () => {
  const page = pageOf({ screen: "review", folder: folder("run") });
  await page.onItsWay();
  page.draw();
  page.type("k");
  await page.notice("k was typed before its screen was drawn: dropped");
  page.draw();
  page.type("q");
  expect(page.left()).toBe(true);
  page.end();
});

it("names in its sentences the keys that the person has set", async () => {
  const page = pageOf({ screen: "review", folder: folder("run") }, "review.space=X everywhere.q=Y");
  await page.comes("pair");
  const { body } = page.last() as Frame;
  expect(body.kind === "pair" && body.hint).toBe("X shows more: scores, edges, mosaic, greyscale, colour");
  expect(JSON.stringify(page.last())).not.toMatch(/[\u{E000}\u{E001}]/u);
  page.end();
});

it("says with each frame how much of what the page typed stands in it, and keeps letters in their order", async () => {
  const page = pageOf({ screen: "review", folder: folder("run") });
  await page.comes("pair");
  page.draw();
  page.type(":");
  page.say({ type: "text", text: "policy s" });
  page.type("t", "r");
  await expect.poll(() => page.last()?.overlay?.text).toBe("policy str");
  expect(page.last()?.heard).toBe(4);
  page.draw();
  page.type("tab");
  await expect.poll(() => page.last()?.overlay?.text).toBe("policy strict");
  expect(page.last()?.heard).toBe(5);
  page.end();
});
