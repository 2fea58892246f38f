import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, it } from "vitest";
import { sluiceIn } from "../support/cli.ts";
import { canFill, fillDisk, freeDisk } from "../support/full-disk.ts";
import { scratchFolder } from "../support/run-files.ts";
import { recordsOf } from "../support/serving.ts";
import { auditedSample } from "../support/shared-runs.ts";
import { openTerminal, PICTURED, type Terminal } from "../support/terminal.ts";

const folder = scratchFolder();
const cwd = folder(".");
let terminal: Terminal | undefined;

beforeAll(() => auditedSample(folder("run")));
afterEach(() => terminal?.close());

const labels = (reviewer: string) => recordsOf(join(cwd, "run"), reviewer);
/** A verdict shows a moment before it is written; what is revealed is written before it shows. */
const verdicts = (reviewer: string) => labels(reviewer).filter(({ type }) => type === "verdict");
const open = (...words: string[]) => {
  terminal = openTerminal(words, { cwd });
  return terminal;
};

it("books no verdict that was typed before its pair was drawn, not even while nothing was on screen, and says so", async () => {
  const screen = open("review", "run", "--reviewer", "ann");
  screen.send("kkkddd");
  await screen.until(/k was typed before its screen was drawn: dropped, with 5 more/u);
  await screen.until(/ann · 0\//u);
  expect(labels("ann")).toEqual([]);

  // One verdict on the pair that is there; what was typed with it was about nothing that anybody had seen.
  await screen.until(/space shows more/u);
  await screen.until(/▒▒▒/u);
  await screen.settled();
  screen.send("kkkk");
  await screen.until(/ann · 1\//u);
  await screen.until(/k was typed before its pair was drawn: dropped, with 2 more/u);
  await expect.poll(() => labels("ann")).toMatchObject([{ type: "verdict", verdict: "keep" }]);
});

it("counts a verdict only from the rung that the lead wants, and only once its picture is drawn", async () => {
  const words = ["review", "run", "--reviewer", "bo", "--judge-from", "mosaic", "--hide-after", "600"];
  const screen = open(...words);
  await screen.until(/▒▒▒/u);
  await screen.press("d");
  await screen.until(/not judged: wanted the pair drawn up to mosaic, got text/u);
  await screen.glimpsed("3", PICTURED);
  await screen.press("d");
  await screen.until(/bo · 1\//u);
  await expect.poll(() => verdicts("bo")).toMatchObject([{ verdict: "drop", rung: 3 }]);
});

it("brings a pair up at the rung that its reviewer begins at, counted before it is drawn", async () => {
  const screen = open("review", "run", "--reviewer", "di", "--start-rung", "mosaic");
  await screen.until(PICTURED);
  const [first] = labels("di");
  expect(first).toMatchObject({ type: "exposure", rung: 3 });
  expect(Number(first?.["points"])).toBeGreaterThan(0);
});

it("says in calibrate and agreement which verdicts rest on nothing, and leaves them out on request", async () => {
  const agreement = async (...more: string[]) =>
    (await sluiceIn({ cwd }, "agreement", "run", ...more)).stdout;
  expect(await agreement()).toMatch(
    /of 2 verdicts \d within half a second, 1 with neither image nor caption revealed; --careful leaves these/u,
  );
  expect((await sluiceIn({ cwd }, "agreement", "run", "--careful")).code).toBe(2);
  const words = ["calibrate", "run", "--filter", "nsfw-image", "--reviewer", "ann", "--json"];
  const { careless } = JSON.parse((await sluiceIn({ cwd }, ...words)).stdout);
  expect(careless).toMatchObject({ verdicts: 1, unrevealed: 1, either: 1, leftOut: false });
  const left = await sluiceIn({ cwd }, ...words, "--careful");
  expect([left.code, left.stderr]).toEqual([
    2,
    expect.stringContaining("wanted labels that say keep or drop"),
  ]);
});

it("writes no answer by keys from before the card was drawn", async () => {
  const screen = open("card", "init", "run");
  expect(await screen.ended).toBe(0);
  const app = open("explore", "run");
  await app.until(/1\/75/u);
  await app.press(":");
  await app.press("card");
  app.send("\raNobody saw this.\r");
  await app.until(/a was typed before its screen was drawn: dropped/u);
  expect(readFileSync(join(cwd, "run/cards/card.yaml"), "utf8")).not.toContain("Nobody saw this");
});

it("keeps the words of an answer where somebody else answered meanwhile, and takes them once that is read", async () => {
  const made = open("card", "init", "run");
  await made.ended;
  const app = open("explore", "run");
  await app.until(/1\/75/u);
  await app.press(":", "card", "enter");
  const [, id = ""] = /── (\w+): /u.exec(await app.until(/── \w+: /u)) ?? [];
  await app.press("a");
  await app.until(/answer: *$/mu);
  await app.press("Mine, of many words.");
  const words = ["card", "answer", "run", id, "--text", "Theirs.", "--author", "bo"];
  expect((await sluiceIn({ cwd }, ...words)).code).toBe(0);
  await app.press("enter");
  await app.until(/bo answered it meanwhile/u);
  expect(await app.until(/answer: Mine, of many words\. *$/mu)).toMatch(/answered by bo, .*: Theirs\./u);
  const card = () => readFileSync(join(cwd, "run/cards/card.yaml"), "utf8");
  expect(card()).toContain("Theirs.");
  expect(card()).not.toContain("Mine");
  // It was said, and stands there: the same words may take its place now.
  await app.press("enter");
  await expect.poll(card).toContain("Mine, of many words.");
});

it("asks once before moved cuts are dropped, and keeps a line open with what was refused", async () => {
  const screen = open("review", "run", "--reviewer", "cy");
  await screen.until(/▒▒▒/u);
  await screen.press("t");
  await screen.until(/fires on/u);
  await screen.press("=", "a", "b", "enter");
  expect(await screen.until(/wanted a number, got "ab"/u)).toMatch(/cut at ab *$/mu);
  await screen.press("\u0015", "0", ".", "3", "enter");
  await screen.until(/→ 0\.3/u);
  await screen.press("q");
  await screen.until(/1 moved cut is not saved: S saves, the same key again drops it/u);
  // Another key says no.
  await screen.press("j", "escape");
  await screen.until(/1 moved cut is not saved/u);
  // Nor does any other way out lose them unasked: a command of the palette, or ^c once.
  for (const command of ["quit", "home", "resume", "policy strict"]) {
    await screen.press("h", "l", ":");
    screen.send(`${command}\r`);
    await screen.until(/1 moved cut is not saved: S saves; q, and q again, drops it/u);
  }
  await screen.press("h", "l", "\u0003");
  await screen.until(/1 moved cut is not saved: S saves, the same key again drops it/u);
  await screen.press("h", "l");
  // Elsewhere and back, it stands where it was left.
  await screen.press(":", "curate", "enter");
  await screen.until(/format +as it is/u);
  await screen.press("q");
  await screen.until(/→ 0\.3/u);
  await screen.press("q", "q");
  await screen.until(/cy · 0\//u);
});

it("goes on at the next start by the policy that was saved, names it on every screen, and review and curate use it", async () => {
  const screen = open("review", "run", "--reviewer", "gus");
  const [, first = ""] = /v(\d+)/u.exec(await screen.until(/review · policy default v\d+/u)) ?? [];
  const saved = `policy default v${Number(first) + 1}`;
  await screen.press("t");
  await screen.until(/scrub · policy default v/u);
  await screen.press("=", "\u0015", "0", ".", "3", "enter", "S");
  await screen.until(new RegExp(`scrub · ${saved}`, "u"));
  await screen.press("q", "Q");
  await screen.ended;
  const again = open("review", "run", "--reviewer", "gus");
  await again.until(new RegExp(`review · ${saved}`, "u"));
  expect(await again.until(/flagged by/u)).toContain(`all flagged by ${saved}`);
  for (const place of ["explore", "gallery", "topics", "scrub", "curate", "card"]) {
    await again.press(":", place, "enter");
    await again.until(new RegExp(`${place} · ${saved}`, "u"));
  }
  await again.press("Q");
  await again.ended;
  expect((await sluiceIn({ cwd }, "decide", "run", "--policy", "default")).code).toBe(0);
});

it("tells who has yet to judge a pair nothing of what others said of it, on no screen, also where they left its queue for another", async () => {
  const others = open("review", "run", "--reviewer", "hal");
  await others.until(/space shows more/u);
  const [key = ""] = /^\d{5}\/\d{9}/mu.exec(await others.until(/▒▒▒/u)) ?? [];
  await others.press("d");
  await others.until(/hal · 1\//u);
  await others.press("Q");
  await others.ended;
  const screen = open("review", "run", "--reviewer", "ida");
  await screen.until(/ida · 0\//u);
  await screen.press("o", "stratified image_nsfw", "enter");
  await screen.until(/at random from each tenth/u);
  await screen.press(":", `where key = '${key}'`, "enter");
  await screen.until(/1\/1 /u);
  await screen.press("enter");
  const detail = await screen.until(/\d+ of others, hidden until you have judged the pair/u);
  expect(detail).not.toMatch(/hal/u);
  await screen.press("v");
  expect(await screen.until(/gallery · policy/u)).not.toMatch(/hal|you: /u);
  await screen.press("Q");
  await screen.ended;
  const why = (await sluiceIn({ cwd }, "why", "run", key, "--reviewer", "ida")).stdout;
  expect(why).toMatch(/\d+ of others, hidden/u);
});

it("draws as many as were asked for by chance, or says how many of them there are, with their probabilities", async () => {
  const screen = open("review", "run", "--strategy", "stratified", "--size", "20", "--reviewer", "joe");
  expect(await screen.until(/joe · 0\/20 /u)).toMatch(/^20 at random from each tenth of image_nsfw/mu);
  await screen.press("Q");
  await screen.ended;
  const all = open("review", "run", "--strategy", "stratified", "--size", "900", "--reviewer", "joe");
  await all.until(/^\d+ of 900 wanted, all that have a score/mu);
  await all.press("k");
  await all.until(/joe · 1\//u);
  await expect
    .poll(() => verdicts("joe"))
    .toMatchObject([{ design: { strategy: "stratified", probability: 1 } }]);
});

it("marks no pair of the rows before while those of a new filter are on their way, and says so", async () => {
  const screen = open("explore", "run");
  await screen.until(/1\/75/u);
  await screen.until(/^(?:keep|drop|review)/mu);
  await screen.press("w");
  await screen.until(/where/u);
  screen.send("bytes > 0 ORDER BY\u0015bytes > 0\r ");
  await screen.until(/space was typed before its pair was drawn: dropped/u);
  await screen.until(/where bytes > 0/u);
  expect(screen.screen()).not.toMatch(/marked/u);
  await screen.until(/1\/7\d/u);
  await screen.press(" ");
  await screen.until(/1 marked/u);
});

it.skipIf(!canFill)(
  "shows nothing that it could not write down on a full disk, and takes an unwritten verdict back (needs prlimit)",
  async () => {
    const screen = open("review", "run", "--reviewer", "eve", "--hide-after", "600");
    await screen.until(/▒▒▒/u);
    fillDisk(screen.pid);
    await screen.press("3");
    await screen.until(/not written: EFBIG/u);
    expect(screen.screen()).not.toMatch(PICTURED);
    // What is said stands until the next key.
    await screen.press("0");
    await screen.until(/^(?![\s\S]*not written)/u);
    await screen.press("d");
    await screen.until(/not written: EFBIG/u);
    await screen.until(/eve · 0\//u);
    expect(labels("eve")).toEqual([]);
    freeDisk(screen.pid);
    await screen.glimpsed("3", PICTURED);
    await screen.press("d");
    await screen.until(/eve · 1\//u);
    await expect.poll(() => labels("eve").map(({ type }) => type)).toEqual(["exposure", "verdict"]);
  },
);
