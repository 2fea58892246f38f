import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { root, sluice, start } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const sample = join(root, "datasets/sample/shards");
const light = ["--filters", "text-basics", "--quiet"];

beforeAll(() => {
  mkdirSync(folder("."), { recursive: true });
  // What link(2) answers on such a file system; none can be mounted on every machine that tests.
  const code = `import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    fs.promises.link = async (from, to) => {
      const code = process.env["LINK_ANSWERS"];
      throw Object.assign(new Error(code + ": link '" + from + "' -> '" + to + "'"), { code, syscall: "link" });
    };
    syncBuiltinESMExports();`;
  writeFileSync(folder("no-links.mjs"), code);
  // And what rename(2) does where a file is taken away before another has its place, or is not replaced at all.
  const renames = `import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    const { rename, rm } = fs.promises;
    fs.promises.rename = async (from, to) => {
      if (process.env["RENAME"] === "refused" && fs.existsSync(to))
        throw Object.assign(new Error("EEXIST"), { code: "EEXIST", syscall: "rename" });
      await rm(to, { force: true });
      for (let i = 0; i < 20; i++) await fs.promises.stat(from);
      await rename(from, to);
    };
    syncBuiltinESMExports();`;
  writeFileSync(folder("torn-renames.mjs"), renames);
});

/** Runs a command on a file system whose hard links end with an error. */
const without = (code: string, ...words: readonly string[]) =>
  start(words, {
    env: { LINK_ANSWERS: code, NODE_OPTIONS: `--import ${pathToFileURL(folder("no-links.mjs")).href}` },
  }).done;

const halves = (run: string) =>
  readdirSync(run, { recursive: true }).filter((name) => /\.(?:part|lease)$/u.test(String(name)));

describe.each(["EPERM", "EXDEV"])("a run folder without hard links (%s)", (code) => {
  const refused = new RegExp(
    `^sluice: Cannot write "[^\\n]+": its file system has no hard links \\(${code}\\)[^\\n]+\\n$`,
    "u",
  );

  it("is refused by an audit with one line and exit code 2", async () => {
    const run = folder(`audit-${code}`);
    const ran = await without(code, "audit", sample, "--out", run, ...light, "--workers", "1");
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toMatch(refused);
    expect(halves(run)).toEqual([]);
  });

  it("is refused by a worker, who leaves no claim, and another goes on where there are some", async () => {
    const run = folder(`work-${code}`);
    expect((await sluice("plan", sample, "--out", run, ...light)).code).toBe(0);
    const ran = await without(code, "work", run, "--workers", "1", "--quiet");
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toMatch(refused);
    expect(halves(run)).toEqual([]);
    expect((await sluice("work", run, "--workers", "1", "--quiet")).code).toBe(0);
    const sealing = await without(code, "seal", run, "--quiet");
    expect(sealing).toMatchObject({ code: 2, stdout: "" });
    expect(sealing.stderr).toMatch(refused);
    expect((await sluice("seal", run, "--quiet", "--errors-ok")).code).toBe(0);
  });
});

describe.each([
  ["torn", "it was gone for a while"],
  ["refused", "rename: EEXIST"],
])("a run folder whose renames are %s", (how, why) => {
  const played = (...words: readonly string[]) =>
    start(words, {
      env: { RENAME: how, NODE_OPTIONS: `--import ${pathToFileURL(folder("torn-renames.mjs")).href}` },
    }).done;

  it("is named by who plans in it, with one line and exit code 2, and nothing is left there", async () => {
    const run = folder(`renames-${how}`);
    const ran = await played("plan", sample, "--out", run, ...light);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toMatch(
      new RegExp(`^sluice: Cannot write "[^\\n]+": [^\\n]+ in one step \\(${why}\\)[^\\n]+\\n$`, "u"),
    );
    expect(readdirSync(run)).toEqual([]);
  });
});
