import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { root, start } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { auditedSample } from "../support/shared-runs.ts";

const folder = scratchFolder();
const run = folder("run");
const probe = pathToFileURL(join(root, "test/fixtures/cli/loaded.mjs")).href;

beforeAll(() => auditedSample(run));

/** Our own files that a command loads, as paths from the repository's root: maps say what a part is made of. */
async function loads(...words: readonly string[]): Promise<ReadonlySet<string>> {
  const to = folder("loaded");
  const { code, stderr } = await start(words, {
    env: { NODE_OPTIONS: `--import ${probe}`, LOADED: to },
  }).done;
  expect(code, stderr).toBe(0);
  const parts = readFileSync(to, "utf8")
    .split("\n")
    .filter((url) => url.startsWith("file:"));
  const maps = parts
    .map((url) => `${fileURLToPath(url)}.map`)
    .filter((map) => existsSync(map) && map.includes("/.cache/sluice/"));
  const sources = maps.flatMap((map) => JSON.parse(readFileSync(map, "utf8")).sources as string[]);
  return new Set(sources.map((path) => path.replace(/^(?:\.\.\/)+/u, "")));
}

const heavy = /^filters\/|^models\/(?:session|registry)\.ts$|^datasets\/decode\.ts$/u;

it("decides a run with no filter, model or decoder in memory", async () => {
  const files = await loads("decide", run, "--policy", "strict");
  expect(files).toContain("src/run/decide.ts");
  expect([...files].filter((file) => heavy.test(file)).sort()).toEqual([
    "filters/calibration.ts",
    "filters/cuts.ts",
    "filters/image-panel.ts",
    "filters/image-where.ts",
    "filters/policy.ts",
    "filters/signals.ts",
  ]);
});

it("sees the filters where a command loads them", async () => {
  const files = await loads("filters", "list");
  expect([...files]).toEqual(expect.arrayContaining(["filters/lexicon.ts", "models/session.ts"]));
});
