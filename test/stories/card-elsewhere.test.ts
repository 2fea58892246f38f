import { cpSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { root, sluice, sluiceIn } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const home = folder("home");
const elsewhere = folder("elsewhere");

beforeAll(async () => {
  for (const path of [join(home, "data"), elsewhere]) mkdirSync(path, { recursive: true });
  cpSync(join(root, "datasets/sample/shards"), join(home, "data/set"), { recursive: true });
  cpSync(join(root, "filters/policies/strict.yaml"), join(home, "data/policy.yaml"));
  // 4: done, and some pairs of the sample cannot be read.
  for (const words of [
    ["audit", "data/set", "--filters", "text-basics", "--out", "runs/set", "--policy", "data/policy.yaml"],
    ["card", "init", "runs/set", "--policy", "data/policy.yaml"],
  ])
    expect((await sluiceIn({ cwd: home }, ...words)).code).toBeOneOf([0, 4]);
}, 480_000);

const check = async (run: string, cwd: string) =>
  (await sluiceIn({ cwd }, "card", "check", run, "--json")).stdout;

it("finds policy and dataset of a run wherever it is called from, and after all of it moved", async () => {
  const here = await check("runs/set", home);
  expect(JSON.parse(here).lacks.length).toBeGreaterThan(10);
  expect(here).not.toMatch(/"kind":"drifted"/u);
  // A folder of the same name in the present place is another dataset.
  mkdirSync(join(elsewhere, "data"));
  writeFileSync(join(elsewhere, "data/policy.yaml"), "name: another\n");
  expect(await check(join(home, "runs/set"), elsewhere)).toBe(here);
  const { code } = await sluiceIn({ cwd: elsewhere }, "card", "init", join(home, "runs/set"));
  expect(code).toBe(0);
  expect(await check("../home/runs/set", elsewhere)).toBe(here);
  renameSync(home, folder("moved"));
  expect(await check(join(folder("moved"), "runs/set"), elsewhere)).toBe(here);
}, 480_000);

it("knows what was left out of a curated dataset, wherever both lie", async () => {
  const [place, other] = [folder("place"), folder("other")];
  for (const path of [place, other]) mkdirSync(path);
  cpSync(join(folder("moved"), "data/set"), join(place, "data/set"), { recursive: true });
  cpSync(join(folder("moved"), "data/policy.yaml"), join(place, "data/policy.yaml"));
  for (const words of [
    ["audit", "data/set", "--filters", "text-basics", "--out", "runs/set", "--policy", "data/policy.yaml"],
    ["curate", "runs/set", "--policy", "data/policy.yaml", "--to", "data/curated"],
    ["audit", "data/curated", "--filters", "text-basics", "--out", "runs/curated"],
    ["card", "init", "runs/curated", "--policy", "data/policy.yaml"],
  ])
    expect((await sluiceIn({ cwd: place }, ...words)).code, words.join(" ")).toBeOneOf([0, 4]);
  const here = await check("runs/curated", place);
  expect(here).not.toMatch(/"kind":"drifted"/u);
  expect(await check(join(place, "runs/curated"), other)).toBe(here);
  renameSync(join(place, "data/curated"), join(other, "curated"));
  const words = ["card", "check", join(place, "runs/curated"), "--data", join(other, "curated"), "--json"];
  expect((await sluice(...words)).stdout).toBe(here);
}, 480_000);

it("still sees that a shard is another one", async () => {
  writeFileSync(join(folder("moved"), "data/set/00000.tar"), "");
  const { code, stdout, stderr } = await sluiceIn(
    { cwd: elsewhere },
    ...["card", "check", join(folder("moved"), "runs/set")],
  );
  expect([2, 3]).toContain(code);
  expect(stdout + stderr).toMatch(/00000/u);
});
