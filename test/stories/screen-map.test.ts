import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunInputs } from "../../src/run/run.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";
import { picture, tarOf, type Written } from "../support/written.ts";

let cwd = "";
let terminal: Terminal;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "sluice-tui-"));
  const pairs = [1, 2, 3].map(
    async (n): Promise<readonly Written[]> => [
      [`00${n}.jpg`, await picture(n)],
      [`00${n}.png`, await picture(n + 3)],
      [`00${n}.txt`, `a barn beside tree number ${n}`],
      [`00${n}.json`, JSON.stringify({ uid: `u-${n}`, title: `The barn, seen from field ${n}` })],
    ],
  );
  await mkdir(join(cwd, "data"));
  await writeFile(join(cwd, "data/0.tar"), await tarOf((await Promise.all(pairs)).flat()));
});
afterAll(async () => {
  await terminal?.close();
  await rm(cwd, { recursive: true, force: true, maxRetries: 20 });
});

const inputs = async (run: string) =>
  (JSON.parse(await readFile(join(cwd, run, "run.json"), "utf8")) as { inputs: RunInputs }).inputs;

it("shows what a dataset's fields are, lets it be changed, and audits by that", async () => {
  terminal = openTerminal([], { cwd });
  await terminal.until(/Start here/u);
  // Of the one that comes with Sluice, from home.
  await terminal.press("m");
  await terminal.until(/75 with an image, 72 with a caption/u);
  await terminal.press("q");
  await terminal.until(/Start here/u);

  await terminal.press(":", "map data", "enter");
  const proposed = await terminal.until(/3 with an image, 3 with a caption · first key 0\/001/u);
  expect(proposed).toMatch(/image +\.jpg +3/u);
  expect(proposed).toMatch(/caption +\.txt +3 +a b▒▒▒/u);
  expect(proposed).toMatch(/text +title +3/u);

  await terminal.press("j", "o");
  await terminal.until(/\* other +\.png/u);
  await terminal.press("j", "o", "j");
  await terminal.until(/\* other +\.txt/u);
  await terminal.until(/text +uid/u);
  await terminal.press("y", "j", "c");
  const changed = await terminal.until(/first key 0\/u-1/u);
  expect(changed).toMatch(/\* key +uid/u);
  expect(changed).toMatch(/\* caption +title/u);
  expect(changed).toMatch(/4 changed/u);
  for (const line of changed.split("\n")) expect(line.length).toBeLessThanOrEqual(80);

  await terminal.press("a");
  await terminal.until(/every shard is done/u);
  expect((await inputs("runs/data")).map).toEqual([
    {
      format: "webdataset",
      dialect: "fields",
      image: [".jpg"],
      caption: ["title"],
      key: "uid",
      url: null,
      license: null,
      split: null,
    },
  ]);
  await terminal.press("enter");
  await terminal.until(/Rates, 95 % interval/u);
});

it("says of a map that cannot be followed why, and makes another run of another map", async () => {
  await terminal.press(":", "map data", "enter");
  await terminal.until(/as proposed/u);
  await terminal.press("G", "i");
  await terminal.until(/with errors|Cannot/u);
  await terminal.press("x");
  await terminal.until(/as proposed/u);
  await terminal.press("g", "o");
  await terminal.until(/\* other +\.jpg/u);
  await terminal.press("a");
  await terminal.until(/every shard is done/u);
  expect((await inputs("runs/data-2")).map?.[0]).toMatchObject({ image: [".png"], key: null });
});
