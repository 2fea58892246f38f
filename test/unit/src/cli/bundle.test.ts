import { execFile, execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { root } from "../../../support/cli.ts";

const file = join(root, "src/cli/bundle.cjs");
const { bundleOf }: { bundleOf: (root: string, starts: readonly string[]) => Promise<string> } =
  createRequire(import.meta.url)(file);

// Stack traces name the real folder, where the temporary one is a link.
const scratch = mkdtempSync(join(realpathSync(tmpdir()), "sluice-bundle-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 20 }));

const clone = join(scratch, "clone");
const cache = join(clone, "node_modules/.cache/sluice");
const starts = ["src/cli/main.ts"];
const bundles = () => readdirSync(cache).filter((name) => name !== "index.json");
const bundle = () => bundleOf(clone, starts);

/** A clone of two files: what it says, and what a caller shows. */
beforeEach(() => {
  rmSync(clone, { recursive: true, force: true });
  mkdirSync(join(clone, "src/cli"), { recursive: true });
  mkdirSync(join(clone, "node_modules"));
  writeFileSync(join(clone, "tsconfig.json"), "{}");
  writeFileSync(join(clone, "src/cli/main.ts"), 'import { word } from "./word.ts";\nconsole.log(word());\n');
  say("one");
});

function say(word: string): void {
  writeFileSync(join(clone, "src/cli/word.ts"), `export const word = (): string => "${word}";\n`);
}

function said(folder: string): string {
  return execFileSync(process.execPath, [join(folder, "src/cli/main.mjs")], { encoding: "utf8" }).trim();
}

describe("a clone's bundle", () => {
  it("is compiled once", async () => {
    const folder = await bundle();
    const written = statSync(folder).ctimeMs;
    expect(said(folder)).toBe("one");
    expect(await bundle()).toBe(folder);
    expect(statSync(folder).ctimeMs).toBe(written);
  });

  it("is another after an edit, even one that neither size nor time tells, and the same when it is taken back", async () => {
    const first = await bundle();
    const { atime, mtime } = statSync(join(clone, "src/cli/word.ts"));
    say("two");
    utimesSync(join(clone, "src/cli/word.ts"), atime, mtime);
    const second = await bundle();
    expect([said(first), said(second)]).toEqual(["one", "two"]);
    say("one");
    expect(await bundle()).toBe(first);
    expect(bundles()).toHaveLength(2);
  });

  it("is the same where files are new and their content is not", async () => {
    const folder = await bundle();
    say("one");
    expect(await bundle()).toBe(folder);
    expect(bundles()).toHaveLength(1);
  });

  it("holds packages of many files with what they import, and a large table as JSON", async () => {
    const packages = { eld: "src/ngrams/table.js", theirs: "index.js" };
    for (const [name, main] of Object.entries(packages)) {
      mkdirSync(join(clone, "node_modules", name, "src/ngrams"), { recursive: true });
      const about = { name, main, type: "module" };
      writeFileSync(join(clone, "node_modules", name, "package.json"), JSON.stringify(about));
    }
    writeFileSync(join(clone, "node_modules/theirs/index.js"), 'export const more = "more";\n');
    writeFileSync(
      join(clone, "node_modules/eld/src/ngrams/table.js"),
      "export const table = { type: 'é', of: { 'a\"ß': { 7: 1.5, 3: -1 } } };\n",
    );
    writeFileSync(join(clone, "node_modules/eld/index.js"), 'export { more } from "theirs";\n');
    writeFileSync(
      join(clone, "src/cli/main.ts"),
      'import { table } from "eld/src/ngrams/table.js";\nimport { more } from "eld/index.js";\nconsole.log(more, JSON.stringify(table));\n',
    );
    const folder = await bundle();
    rmSync(join(clone, "node_modules/eld"), { recursive: true });
    rmSync(join(clone, "node_modules/theirs"), { recursive: true });
    expect(said(folder)).toBe('more {"type":"é","of":{"a\\"ß":{"3":-1,"7":1.5}}}');
    expect(readFileSync(join(folder, "src/cli/main.mjs"), "utf8")).toContain("JSON.parse(");
  });

  it("is whole when several processes start at once", async () => {
    const words = [
      "-e",
      "require(process.argv[1]).bundleOf(process.argv[2], [process.argv[3]]).then(console.log)",
    ];
    const starting = () => promisify(execFile)(process.execPath, [...words, file, clone, ...starts]);
    const ran = await Promise.all([starting(), starting(), starting()]);
    const folders = ran.map(({ stdout }) => stdout);
    expect(new Set(folders).size).toBe(1);
    expect(bundles()).toHaveLength(1);
    expect(said(await bundle())).toBe("one");
  });

  it("is compiled again when somebody removed it", async () => {
    rmSync(await bundle(), { recursive: true });
    expect(said(await bundle())).toBe("one");
  });

  it("shows places of the source in its stack traces", async () => {
    writeFileSync(
      join(clone, "src/cli/word.ts"),
      '\n\nexport function word(): never {\n  throw new Error("no");\n}\n',
    );
    const ran = spawnSync(
      process.execPath,
      ["--enable-source-maps", join(await bundle(), "src/cli/main.mjs")],
      {
        encoding: "utf8",
      },
    );
    expect(ran.stderr).toContain(`${join(clone, "src/cli/word.ts")}:4:`);
  });

  it("is refused where it cannot be kept, and where the packages are another clone's", async () => {
    writeFileSync(join(clone, "node_modules/.cache"), "in the way");
    await expect(bundle()).rejects.toThrow(/EEXIST|ENOTDIR/u);
    renameSync(join(clone, "node_modules"), join(scratch, "elsewhere"));
    symlinkSync(join(scratch, "elsewhere"), join(clone, "node_modules"));
    await expect(bundle()).rejects.toThrow("node_modules is another folder's");
  });

  it("is what the program itself runs from", () => {
    const env = { ...process.env, SLUICE_DEBUG: "1" };
    const ran = spawnSync(process.execPath, [join(root, "src/cli/sluice.cjs"), "--version"], {
      encoding: "utf8",
      env,
    });
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(existsSync(join(root, "node_modules/.cache/sluice/index.json"))).toBe(true);
  });
});
