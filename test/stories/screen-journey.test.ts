import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTerminal, PICTURED, type Terminal } from "../support/terminal.ts";

let cwd = "";
let terminal: Terminal;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "sluice-tui-"));
});
afterAll(async () => {
  await terminal?.close();
  await rm(cwd, { recursive: true, force: true, maxRetries: 20 });
});

const labels = async (reviewer: string): Promise<readonly Record<string, unknown>[]> =>
  (await readFile(join(cwd, `runs/sample/labels/${reviewer}.jsonl`), "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

/** After so many verdicts, the next pair is on screen: its caption is no longer on its way. */
const drawn = (reviewer: string, done: number) => new RegExp(`${reviewer} · ${done}/(?![\\s\\S]*^…$)`, "mu");

it("audits the sample, explores it and moves a cut", async () => {
  terminal = openTerminal([], { cwd });
  await terminal.until(/Start here.*sample/u);
  expect(terminal.alternate()).toBe(true);
  await terminal.press("enter");
  await terminal.until(/every shard is done/u);
  await terminal.until(/2\/2 shards · 75 pairs/u);
  await terminal.press("enter");
  await terminal.until(/Rates, 95 % interval/u);
  await terminal.until(/keep \d+ · review \d+ · drop \d+/u);

  await terminal.press("e");
  await terminal.until(/1\/75/u);
  await terminal.press("/", "apple", "enter");
  await terminal.until(/ 1\/\d /u);
  await terminal.until(/\/apple/u);
  await terminal.press("x");
  await terminal.until(/1\/75/u);
  await terminal.press("w", "image_porn > 0.5", "enter");
  await terminal.until(/where image_porn > 0\.5/u);
  await terminal.press("enter");
  await terminal.until(/image_porn +█+/u);
  await terminal.until(/▶ image-nsfw/u);
  await terminal.press("q", "t");
  const before = await terminal.until(/fires on/u);
  await terminal.press("h", "h", "h");
  await terminal.until(/→ 0\.77/u);
  expect(terminal.screen()).not.toBe(before);
  await terminal.press("S");
  await terminal.until(/saved .*default\.v\d+\.yaml/u);
  await terminal.press("q");
  await terminal.until(/Rates, 95 % interval/u);
});

it("reviews ten pairs, undoes one, and after a kill goes on where it was", async () => {
  await terminal.press("Q");
  expect(await terminal.ended).toBe(0);
  expect(terminal.alternate()).toBe(false);

  const words = ["review", "runs/sample", "--strategy", "stratified", "--size", "60", "--reviewer", "ann"];
  terminal = openTerminal(words, { cwd });
  await terminal.until(drawn("ann", 0));
  for (let i = 1; i <= 10; i++) {
    await terminal.press(i % 3 === 0 ? "d" : "k");
    await terminal.until(drawn("ann", i));
  }
  await terminal.press("z");
  await terminal.until(/ann · 9\//u);
  await expect.poll(async () => (await labels("ann")).at(-1)?.["type"]).toBe("undo");
  await terminal.close();
  expect(await labels("ann")).toHaveLength(11);

  terminal = openTerminal(["review", "runs/sample", "--reviewer", "ann", "--hide-after", "8"], { cwd });
  expect(await terminal.until(/ann · 9\//u)).toMatch(/at random from each tenth of image_nsfw/u);
  await terminal.press("z");
  await terminal.until(drawn("ann", 8));
});

it("shows an image only through the rung that was asked for, counts it, and hides it again", async () => {
  await terminal.press("1");
  const scores = await terminal.until(/the policy says/u);
  expect(scores).not.toMatch(PICTURED);
  await terminal.glimpsed("3", PICTURED);
  await terminal.until(/exposure 0\.[1-9]|exposure [1-9]/u);
  // Nothing is pressed: it hides by itself.
  await expect.poll(() => PICTURED.test(terminal.screen())).toBe(false);
  await terminal.glimpsed("5", PICTURED);
  await terminal.press(".");
  expect(await terminal.until(/paused/u)).not.toMatch(/[▀▌▘▚▛▜▙]{2}|caption|sample/u);
  await terminal.press("enter");
  expect(await terminal.until(drawn("ann", 8))).not.toMatch(PICTURED);
  const shown = async () =>
    (await labels("ann")).filter(({ type }) => type === "exposure").map(({ rung }) => rung);
  await expect.poll(shown).toEqual([3, 5]);
});

it("types a whole word that arrives in one piece into a note", async () => {
  await terminal.press("n", "blurry and dark", "enter");
  await terminal.until(/note: blurry and dark/u);
  await terminal.press("u");
  await terminal.until(/ann · 9\//u);
  await expect.poll(async () => (await labels("ann")).at(-1)?.["note"]).toBe("blurry and dark");
});

it("curates what passed, verdicts included, and says what was left out", async () => {
  await terminal.press("q", "Q");
  await terminal.ended;
  terminal = openTerminal(["explore", "runs/sample"], { cwd });
  await terminal.until(/1\/75/u);
  await terminal.press(":", "curate", "enter");
  expect(await terminal.until(/format +as it is/u)).toMatch(/to +curated\/sample/u);
  await terminal.press("f");
  await terminal.until(/format +webdataset/u);
  await terminal.press("f");
  await terminal.until(/format +imagefolder/u);
  await terminal.press("enter");
  const done = await terminal.until(/\d+ +written/u);
  expect(done).toMatch(/^ +75 +before/mu);
  expect(done).toMatch(/a reviewer said drop/u);
  const written = Number(/(\d+) +written/u.exec(done)?.[1]);
  const [, lines] = await Promise.all([
    readFile(join(cwd, "curated/sample/CURATED.yaml"), "utf8"),
    Promise.all(
      ["00000", "00001"].map((shard) =>
        readFile(join(cwd, `curated/sample/data/${shard}/metadata.jsonl`), "utf8"),
      ),
    ),
  ]);
  expect(lines.join("").trim().split("\n")).toHaveLength(written);
  // A line of what came of it opens exactly its pairs, and it stands there still on the way back.
  const [, removed = ""] = /^ +(\d+) +removed$/mu.exec(done) ?? [];
  expect(Number(removed)).toBeGreaterThan(0);
  await terminal.press("j", "j", "enter");
  await terminal.until(/where curate: removed/u);
  await terminal.until(new RegExp(` 1/${removed} `, "u"));
  await terminal.press("-");
  await terminal.until(/\d+ +written/u);
  await terminal.press("w");
  await terminal.until(/it is there already/u);
  // An audit of what was written has a folder of its own beside the run that it comes from.
  await terminal.press(":", "audit curated/sample", "enter");
  await terminal.until(/curated\/sample → runs\/sample-2/u);
});

it("shows a second reviewer nothing of the first one's verdicts", async () => {
  await terminal.press("Q");
  await terminal.ended;
  terminal = openTerminal(["review", "runs/sample", "--strategy", "stratified", "--reviewer", "ben"], {
    cwd,
  });
  const fresh = await terminal.until(/ben · 0\//u);
  expect(fresh).not.toMatch(/ann/u);
});
