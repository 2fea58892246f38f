import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { root, start } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const probe = pathToFileURL(join(root, "test/fixtures/cli/natives.mjs")).href;

/** Exit code and the native libraries (decoders, runtimes, databases) that a command loaded. */
async function loads(...words: readonly string[]) {
  const to = folder("natives");
  const { code, stdout } = await start(words, {
    env: { NODE_OPTIONS: `--import ${probe}`, NATIVES: to },
  }).done;
  return { code, stdout, natives: readFileSync(to, "utf8") };
}

it.each([
  [["--version"], 0],
  [["--help"], 0],
  [["generate", "--help"], 0],
  [["curate", "--help"], 0],
  [["gate", "request", "--help"], 0],
  [["audti", "sample"], 2],
  [["diff", "runs/first"], 2],
])("answers %j without loading what computes", async (words, code) => {
  expect(await loads(...words)).toMatchObject({ code, natives: "" });
});

it("loads it where a command needs it", async () => {
  const { code, natives } = await loads("inspect", "sample");
  expect([code, natives.includes("sharp")]).toEqual([0, true]);
});

it("lists every command in its help", async () => {
  const { stdout } = await loads("--help");
  const listed = stdout.match(/^ {2}[a-z]+ /gmu) ?? [];
  expect(listed.length).toBeGreaterThan(20);
});

it("ends with 1 and a line where a module waits for what never comes", async () => {
  const hang = folder("hang.mjs");
  writeFileSync(hang, "await new Promise(() => {});\n");
  const { code, stderr } = await start(["audit", "sample", "--filters", hang, "--out", folder("never")]).done;
  expect(code).toBe(1);
  expect(stderr).toMatch(/waits for something that never comes/u);
});
