import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeAll, expect, it } from "vitest";
import { scratchFolder } from "../support/run-files.ts";
import { scoredRun } from "../support/scored-run.ts";
import { auditedSample } from "../support/shared-runs.ts";
import { openTerminal, PICTURED, type Terminal } from "../support/terminal.ts";
import { tarOf, type Written } from "../support/written.ts";

const folder = scratchFolder();
const cwd = folder(".");
let terminal: Terminal | undefined;

beforeAll(() => auditedSample(folder("run")));
afterEach(() => terminal?.close());

const labels = (): readonly Record<string, unknown>[] => {
  const path = join(cwd, "run/labels/ann.jsonl");
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line));
};

it("shows a grid behind the veil, counts what it shows, and judges many: only what was drawn, each with its rung", async () => {
  terminal = openTerminal(["explore", "run", "--where", "key LIKE '00000/%'", "--veil", "0"], {
    cwd,
    env: { SLUICE_REVIEWER: "ann", SLUICE_HIDE_AFTER: "8" },
  });
  const screen = terminal;
  await screen.until(/1\/37/u);
  await screen.press("v");
  expect(await screen.until(/░░░░░/u)).not.toMatch(PICTURED);
  expect(await screen.until(/000000000/u)).toMatch(/^where key LIKE '00000\/%'$/mu);
  expect(labels()).toEqual([]);

  // Nobody has seen a picture: no verdict.
  await screen.press("d");
  await screen.until(/1 not judged: wanted drawn at edges or above; \+ shows more/u);
  expect(labels()).toEqual([]);

  await screen.glimpsed("3", PICTURED);
  const shown = labels().filter(({ type }) => type === "exposure");
  expect(shown.length).toBeGreaterThan(3);
  expect(shown.every(({ rung }) => rung === 3)).toBe(true);
  // However fast they are typed, each acts on what the one before it left.
  for (let i = 0; i < 5 && !/2 marked/u.test(screen.screen()); i++) {
    await screen.press("U", "g");
    await screen.settled();
    screen.send(" l ");
    // On a busy machine the pictures hide just then: it is said that the keys were dropped, and they are typed again.
    await screen.until(/2 marked|typed before its tile was drawn/u);
  }
  await screen.until(/2 marked/u);
  await screen.press("k");
  await screen.until(/you: keep/u);
  await screen.until(/0 marked · 2 judged/u);
  const verdicts = () => labels().filter(({ type }) => type === "verdict");
  await expect.poll(verdicts).toMatchObject([
    { key: "00000/000000000", verdict: "keep", rung: 3, bulk: true, design: { strategy: "view" } },
    { key: "00000/000000001", verdict: "keep", rung: 3, bulk: true, design: { probability: null } },
  ]);

  // Nothing is pressed: it hides by itself; a larger tile is one picture.
  await expect.poll(() => PICTURED.test(screen.screen())).toBe(false);
  await screen.press("z", "z");
  await screen.glimpsed("3", /[▀▌▘▚▛▜▙]{10}/u);
  await screen.press("q");
  await screen.until(/1\/37/u);
});

it("goes through 300 pairs by pages, and draws in sixels where the terminal says that it does", async () => {
  const members: Written[] = [];
  for (let i = 0; i < 300; i++) {
    const name = String(i).padStart(9, "0");
    const colour = { r: (7 * i) % 256, g: (i % 2) * 200, b: 255 - (i % 256) };
    const image = await sharp({ create: { width: 24, height: 18, channels: 3, background: colour } })
      .png()
      .toBuffer();
    members.push([`${name}.png`, image], [`${name}.txt`, `tile ${i}`]);
  }
  mkdirSync(join(cwd, "tiles"));
  writeFileSync(join(cwd, "tiles/00000.tar"), await tarOf(members));
  await scoredRun(join(cwd, "tiles"), join(cwd, "tiled"));
  const words = ["explore", "tiled", "--policy", join(cwd, "tiled/unwanted.yaml")];
  terminal = openTerminal(words, {
    cwd,
    columns: 120,
    rows: 40,
    attributes: "\u001B[6;16;8t\u001B[?62;4;22c",
    env: { SLUICE_REVIEWER: "di" },
  });
  const screen = terminal;
  await screen.until(/1\/300/u);
  await screen.press("v", "5");
  // Each stands in its own tile, however often one is drawn, and none has more pixels than the tile has cells.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  const places = () => new Set(screen.written().match(/\u001B\[\d+;\d+H(?=\u001BP)/gu)).size;
  await expect.poll(places).toBeGreaterThan(8);
  for (const [, width] of screen.written().matchAll(/"1;1;(\d+);\d+#/gu))
    expect(Number(width)).toBeLessThanOrEqual(8 * 30);

  // Hidden is gone: the next frame draws none, once those that were on their way have come.
  await screen.settled();
  await screen.press("x");
  await screen.until(/░░░░░/u);
  await screen.settled();
  const before = screen.written().length;
  await screen.press("G");
  await screen.until(/300\/300/u);
  expect(screen.written().slice(before)).not.toContain("\u001BP");
  await screen.press("g", "a");
  const marked = Number(/(\d+) marked/u.exec(await screen.until(/[1-9]\d* marked/u))?.[1]);
  await screen.press("\u0004");
  await screen.until(/(?!1\/)\d+\/300/u);
  await screen.settled();
  // Only tiles that were drawn count: those of the first page were, at colour.
  await screen.press("k");
  await screen.until(new RegExp(`0 marked · ${marked} judged`, "u"));
  const path = join(cwd, "tiled/labels/di.jsonl");
  const verdicts = () => readFileSync(path, "utf8").split("\n");
  await expect.poll(() => verdicts().filter((line) => line.includes('"verdict"')).length).toBe(marked);
});

it("shows the explained pair's image rung by rung, counted, and its near duplicates with their distance", async () => {
  const where = "key = '00000/000000015'";
  const env = { SLUICE_REVIEWER: "eve", SLUICE_HIDE_AFTER: "600" };
  terminal = openTerminal(["explore", "run", "--where", where], { cwd, env });
  const screen = terminal;
  await screen.until(/1 caption read · 1\/1 /u);
  await screen.press("i");
  await screen.until(/⏎ explains a pair; then i shows its image/u);
  await screen.press("enter");
  await screen.until(/── 00000\/000000015/u);
  expect(screen.screen()).not.toMatch(PICTURED);
  const path = join(cwd, "run/labels/eve.jsonl");
  const rungs = () => {
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    const lines = text.split("\n").filter((line) => line.includes('"exposure"'));
    return lines.map((line) => JSON.parse(line)).map(({ key, rung, caption }) => [key, rung, caption]);
  };
  expect(rungs()).toEqual([]);
  await screen.press("i");
  await screen.glimpsed("i", PICTURED);
  const seen = ["00000/000000015", 2, false] as const;
  await expect.poll(rungs).toEqual([seen, [seen[0], 3, false]]);
  await screen.press("I");
  await expect.poll(() => PICTURED.test(screen.screen())).toBe(false);

  await screen.press("n");
  await screen.until(/the one chosen/u);
  expect(await screen.until(/\d+\/64 bits apart/u)).toMatch(/1\/2 /u);
  await screen.press("q");
  await screen.until(/1\/1 /u);

  // In a review they are judged there, too: none that was not drawn.
  await screen.press("r");
  await screen.until(/eve · 0\//u);
  await screen.press("o", "clusters", "enter");
  await screen.until(/a opens its \d near duplicate/u);
  await screen.press("a");
  await screen.until(/the one chosen/u);
  await screen.press("a", "k");
  await screen.until(/2 not judged: wanted drawn at edges or above/u);
  await screen.glimpsed("+", PICTURED);
  await screen.press("k");
  await screen.until(/2 pairs: keep/u);
  await screen.press("q");
  await screen.until(/eve · 1\//u);
});
