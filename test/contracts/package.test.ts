import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { globSync } from "tinyglobby";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../support/cli.ts";
import { docBlocks, docCommands, writeDocFiles } from "../support/doc-blocks.ts";

const scratch = mkdtempSync(join(tmpdir(), "sluice-package-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 20 }));
const installed = join(scratch, "node_modules/sluice");

/** What `npm pack` would take, with a fresh build, as it lies once it is installed. */
beforeAll(() => {
  const build = join(root, "node_modules/typescript/bin/tsc");
  // Types are checked elsewhere; here only what comes out matters.
  const words = [build, "-p", "tsconfig.build.json", "--noCheck", "--outDir", join(installed, "dist")];
  execFileSync(process.execPath, words, { cwd: root });
  const listed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  const [{ files } = { files: [] }] = JSON.parse(listed) as [{ files: { path: string }[] }];
  for (const { path } of files.filter((file) => !file.path.startsWith("dist/"))) {
    mkdirSync(dirname(join(installed, path)), { recursive: true });
    cpSync(join(root, path), join(installed, path));
  }
  symlinkSync(join(root, "node_modules"), join(installed, "node_modules"));
}, 600_000);

function sluice(...words: readonly string[]) {
  return node(scratch, join(installed, "src/cli/sluice.cjs"), ...words);
}

/** Runs Node in a folder as somebody with nothing of ours in their home. */
function node(cwd: string, ...words: readonly string[]) {
  const env = { ...process.env, HOME: scratch, XDG_STATE_HOME: scratch, XDG_CONFIG_HOME: scratch };
  return spawnSync(process.execPath, words, { cwd, encoding: "utf8", env });
}

describe("the installed package", () => {
  it("runs from its build: models, sample, an image through the gate", () => {
    const { files } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
      files: string[];
    };
    expect(files).toContain("dist");
    const models = sluice("models", "list", "--json");
    expect(models.stderr).toBe("");
    expect(models.stdout).not.toContain('"damaged"');
    // 4: the sample holds pictures that do not decode.
    expect([0, 4]).toContain(sluice("audit", "sample", "--filters", "text-basics", "--out", "run").status);
    const made = sluice("generate", "a red circle", "--steps", "2", "--device", "cpu", "--quiet");
    expect(made, made.stderr).toMatchObject({ status: 0, stdout: expect.stringMatching(/^r2\.0: sealed/mu) });
    expect(sluice("gate", "verify").stdout).toMatch(/^verified: 5 entries/u);
  }, 600_000);

  it("holds the notices of what its models were trained on", () => {
    for (const file of ["LICENSE", "datasets/illustrations/NOTICE.md", "datasets/illustrations/card/LICENSE"])
      expect(readFileSync(join(installed, file), "utf8")).toBe(readFileSync(join(root, file), "utf8"));
  });

  it("holds whatever the shipped documents of models and data show or link", () => {
    const shipped = globSync("{models,datasets}/**/*.md", { cwd: installed });
    expect(shipped).toContain("models/illustrator/README.md");
    const missing = shipped.flatMap((document) => {
      const links = readFileSync(join(installed, document), "utf8").matchAll(
        /\]\(([^)#:\s]+)(?:#[^)]*)?\)/gu,
      );
      return [...links]
        .map(([, link = ""]) => join(dirname(document), link))
        .filter((path) => !existsSync(join(installed, path)));
    });
    expect(missing).toEqual([]);
    expect(existsSync(join(installed, "models/illustrator/training/grid-100.jsonl"))).toBe(true);
  });

  it("holds the page that sluice serve compiles", () => {
    const page = join(installed, "src/browser/page");
    for (const file of ["main.ts", "page.html", "page.css", "gallery.css"])
      expect(readFileSync(join(page, file), "utf8")).toBe(
        readFileSync(join(root, "src/browser/page", file), "utf8"),
      );
  });

  it("leaves out training reports, goldens, scripts and what other packages make of it", () => {
    const extra = globSync(
      [
        "**/golden*.json",
        "**/training/*.json",
        "**/{convert,originals}/**",
        "**/{whom,withhold}.*",
        "**/package{,-lock}.json",
        "**/*.{py,sh}",
      ],
      { cwd: installed, ignore: ["package.json", "node_modules/**"] },
    );
    expect(extra).toEqual([]);
  });

  it("lets nobody import the cascade, or anything else, past the gate", () => {
    const paths = [
      "",
      "/dist/models/index.js",
      "/dist/src/pipelines/generate/generate.js",
      "/src/cli/sluice.cjs",
    ];
    for (const path of paths) {
      const code = `import("sluice${path}").then(() => "imported", ({ code }) => code).then(console.log)`;
      const ran = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
        cwd: scratch,
        encoding: "utf8",
      });
      expect({ path, said: ran.stdout.trim() }).toEqual({ path, said: "ERR_PACKAGE_PATH_NOT_EXPORTED" });
    }
  });
});

describe("the library", () => {
  /** TypeScript's own words on modules that import the installed package. */
  function typeCheck(folder: string, modules: readonly string[]) {
    const options = "--noEmit --allowJs --checkJs --strict --noImplicitAny false --skipLibCheck".split(" ");
    const types = ["--types", "node", "--typeRoots", join(root, "node_modules/@types")];
    const target = ["--target", "es2023", "--module", "nodenext"];
    const checker = join(root, "node_modules/typescript/bin/tsc");
    return node(folder, checker, ...options, ...target, ...types, ...modules);
  }

  /** A page's files in a folder from which `sluice` resolves, and what TypeScript says of them. */
  function written(page: string) {
    const folder = join(scratch, page);
    const blocks = docBlocks(join(root, "docs", `${page}.md`));
    const modules = writeDocFiles(blocks, folder);
    return { folder, blocks, modules, checked: typeCheck(folder, modules) };
  }

  it("runs and type-checks each example of its page, which print what the page says", () => {
    const { folder, blocks, modules, checked } = written("library");
    expect(checked, checked.stdout).toMatchObject({ status: 0 });
    if (!existsSync(join(scratch, "run")))
      sluice("audit", "sample", "--filters", "text-basics", "--out", "run");
    cpSync(join(scratch, "run"), join(folder, "runs/sample"), { recursive: true });
    const printed = blocks.filter(({ language }) => language === "text").map(({ text }) => text);
    expect(modules.map((file) => node(folder, file)).map(({ stdout, stderr }) => stdout + stderr)).toEqual(
      printed,
    );
    expect(modules).toHaveLength(3);
  });

  it("says what is wrong with a wrong use of it, so its types are there", () => {
    const file = join(scratch, "library/wrong.mjs");
    writeFileSync(file, 'import { openFilter } from "sluice/filters";\nawait openFilter("lexikon");\n');
    const checked = typeCheck(dirname(file), ["wrong.mjs"]);
    expect(checked.stdout).toMatch(/wrong\.mjs\(2,\d+\): error TS2345: .*"lexikon"/u);
  });

  it("takes a filter and a format of one's own: the whole example passes the suites and is audited", () => {
    const { folder, blocks, checked } = written("extending");
    expect(checked, checked.stdout).toMatchObject({ status: 0 });
    const suites = node(folder, "--test", "contract.test.mjs");
    expect(suites, suites.stdout).toMatchObject({ status: 0, stdout: expect.stringMatching(/pass 12$/mu) });
    for (const { words, says } of docCommands(blocks)) {
      const ran = node(folder, join(installed, "src/cli/sluice.cjs"), ...words);
      expect(ran, ran.stderr).toMatchObject({ status: 0 });
      const lines = ran.stdout.split("\n");
      for (const start of says)
        expect(
          lines.some((line) => line.startsWith(start)),
          `${words.join(" ")}: ${start}\n${ran.stdout}`,
        ).toBe(true);
    }
  });

  it("exports what its page lists and nothing of the cascade's", async () => {
    const page = readFileSync(join(root, "docs/library.md"), "utf8");
    const cascade = await import(join(installed, "dist/models/index.js"));
    const closed = new Set<unknown>(Object.values(cascade).filter((value) => typeof value === "function"));
    expect(closed).toContain(cascade.loadCascade);
    for (const door of ["datasets", "filters", "run", "testing"]) {
      const exported = await import(join(installed, `dist/src/library/${door}.js`));
      const listed = page.match(new RegExp(`^\\| .sluice/${door}. \\|([^|]*)\\|`, "mu"))?.[1] ?? "";
      expect(Object.keys(exported).sort()).toEqual(
        [...listed.matchAll(/`(\w+)`/gu)].map(([, name = ""]) => name).sort(),
      );
      for (const value of Object.values(exported)) expect(closed.has(value)).toBe(false);
    }
  });
});
