import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, it } from "vitest";
import { sluiceIn } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { auditedSample } from "../support/shared-runs.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";

const folder = scratchFolder();
const cwd = folder(".");
let terminal: Terminal | undefined;

beforeAll(() => auditedSample(folder("run")));
afterEach(() => terminal?.close());

const open = (...words: string[]) => {
  terminal = openTerminal(words, { cwd, env: { SLUICE_REVIEWER: "ann" } });
  return terminal;
};
const run = (...words: string[]) => sluiceIn({ cwd }, ...words);
const PICKED = ["00000/000000001", "00000/000000004"];

it("marks pairs, asks before marks are dropped, and saves them under a name", async () => {
  const screen = open("explore", "run");
  await screen.until(/1\/75/u);
  await screen.until(/captions read/u);
  await screen.press("j", " ", "j", "j", " ");
  expect(await screen.until(/2 marked/u)).toMatch(/●00000\/000000001/u);
  await screen.press("q");
  await screen.until(/2 marked not saved: :save NAME saves, the same key again drops it/u);
  await screen.press(":", "save picked", "enter");
  await screen.until(/saved run\/views\/picked\.json; :review view picked/u);
  await screen.press(":", "save picked", "enter");
  await screen.until(/there is one of that name/u);
  await screen.press(":", "view picked", "enter");
  await screen.until(/selection of 2/u);
  await screen.until(/ 1\/2 /u);
  await screen.press(":", "view nothing", "enter");
  await screen.until(/Cannot open view "nothing": wanted one of picked/u);
});

it("lists a view as keys, JSON and Parquet", async () => {
  const keys = await run("explore", "run", "--view", "picked", "--keys");
  expect(keys.stdout.trim().split("\n")).toEqual(PICKED);
  const { schema, pairs } = JSON.parse((await run("explore", "run", "--where", "row < 3", "--json")).stdout);
  expect([schema, pairs.length]).toEqual(["sluice.pairs/1", 6]);
  expect(pairs[1]).toMatchObject({
    caption_masked: expect.stringContaining("▒"),
    action: expect.any(String),
  });
  expect(pairs[1]).not.toHaveProperty("caption");
  writeFileSync(join(cwd, "two.parquet.part"), "somebody's");
  expect((await run("explore", "run", "--view", "picked", "--parquet", "two.parquet")).code).toBe(0);
  expect(readFileSync(join(cwd, "two.parquet.part"), "utf8")).toBe("somebody's");
  expect(readFileSync(join(cwd, "two.parquet")).subarray(0, 4).toString()).toBe("PAR1");
  const again = await run("explore", "run", "--parquet", "two.parquet");
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("it is there already")]);
  const npy = await run("explore", "run", "--npy", "uids.npy");
  expect([npy.code, npy.stderr]).toEqual([
    2,
    expect.stringMatching(/wanted 32 hexadecimal digits, got pair/u),
  ]);
  expect(existsSync(join(cwd, "uids.npy"))).toBe(false);
  expect((await run("explore", "run", "--keys", "--json")).code).toBe(2);
});

it("reviews a view, and curates nothing but it", async () => {
  const screen = open("review", "run", "--view", "picked");
  await screen.until(/the pairs of view picked/u);
  await screen.until(/ann · 0\/2/u);
  await screen.until(/▒▒/u);
  await screen.press("k");
  await screen.until(/ann · 1\/2/u);
  await screen.press("k");
  await screen.until(/All 2 judged/u);
  // Nothing is drawn any more that the keys of a pair would wait for.
  screen.send("Q");
  await screen.ended;
  const done = await run("curate", "run", "--view", "picked", "--to", "out");
  expect([done.code, done.stderr.includes("Cannot")]).toEqual([0, false]);
  const curated = readFileSync(join(cwd, "out/CURATED.yaml"), "utf8");
  expect(curated).toMatch(/written: 2/u);
  expect(curated).toMatch(/outside of the view/u);
});

it("curates a view in the interface as the command line does, and passes over no flag that is typed there", async () => {
  const screen = open("explore", "run");
  await screen.until(/1\/75/u);
  await screen.press(":");
  screen.send("curate --subtract keys.txt\r");
  await screen.until(/Cannot take "--subtract keys\.txt" here/u);
  await screen.press(":");
  screen.send("curate --view picked\r");
  await screen.until(/only +pairs of view picked/u);
  await screen.until(/--view picked --to/u);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await screen.press("enter");
  await screen.until(/2 written/u);
});

it("takes labels in and gives them out again", async () => {
  writeFileSync(join(cwd, "labels.csv"), "key,verdict\n00000/000000002,drop\nnobody,keep\n");
  const found = await run("review", "import", "run", "labels.csv", "--reviewer", "elsewhere");
  expect(found.code).toBe(4);
  expect(found.stdout).toMatch(/1 label written.*\nline 3: no pair "nobody" in the run/u);
  expect((await run("review", "export", "run", "tasks.json", "--to", "label-studio")).code).toBe(0);
  const tasks = JSON.parse(readFileSync(join(cwd, "tasks.json"), "utf8")) as readonly {
    readonly annotations: readonly unknown[];
  }[];
  expect(tasks).toHaveLength(75);
  expect(tasks.filter(({ annotations }) => annotations.length > 0)).toHaveLength(3);
  expect((await run("review", "export", "run", "out.csv")).code).toBe(0);
  const back = await run("review", "import", "run", "out.csv", "--json");
  expect(JSON.parse(back.stdout)).toMatchObject({ written: 0, known: 3 });
});

it("documents the pairs of a view alone, says so before any number, and goes back to the whole", async () => {
  const made = await run("card", "init", "run", "--view", "picked", "--json");
  expect([made.code, JSON.parse(made.stdout)]).toMatchObject([0, { view: "picked" }]);
  const card = readFileSync(join(cwd, "run/cards/card.yaml"), "utf8");
  expect(card).toMatch(/^view: picked$/mu);
  expect(card).toMatch(/pairs: 2\n +of: 75\n +chosen: by hand/u);
  expect((await run("card", "render", "run", "--only", "datasheet")).code).toBe(0);
  expect(readFileSync(join(cwd, "run/cards/datasheet.md"), "utf8")).toMatch(
    /\*\*A PART\*\*: numbers of pairs are of view “picked”, 2 of the dataset's 75 pairs, chosen by hand/u,
  );
  // Again without a word keeps the view; what it is of is asked again, not taken for drift.
  expect((await run("card", "init", "run")).stdout).toMatch(/facts of view picked/u);
  const { stdout } = await run("card", "check", "run", "--json");
  expect(stdout).not.toMatch(/drift/u);
  const whole = await run("card", "init", "run", "--whole");
  expect(whole.stdout).not.toMatch(/of view/u);
  expect(readFileSync(join(cwd, "run/cards/card.yaml"), "utf8")).not.toMatch(/^view:/mu);
  const none = await run("card", "init", "run", "--view", "nothing");
  expect([none.code, none.stderr.trim().split("\n").length]).toEqual([2, 1]);
});
