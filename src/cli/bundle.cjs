"use strict";
// Plain JavaScript on purpose: it runs before anything can be compiled.
const { createHash, randomBytes } = require("node:crypto");
const fs = require("node:fs");
const { dirname, extname, join, relative, sep } = require("node:path");
const { pathToFileURL } = require("node:url");

/** What starts by itself: the program, and what it starts itself (`process/start-{process,worker}.ts`). */
const entries = [
  "src/cli/main.ts",
  "src/pipelines/audit/worker.ts",
  "src/pipelines/audit/device-host.ts",
  "src/pipelines/generate/worker.ts",
];

/**
 * Packages whose many small files cost more to open than the rest of a start, with what they import themselves; all
 * others stay packages.
 */
const inlined = [
  "@duckdb/node-api",
  "@observablehq/plot",
  "age-encryption",
  "apache-arrow",
  "commander",
  "eld",
  "hyparquet",
  "hyparquet-compressors",
  "hyparquet-writer",
  "ink",
  "libphonenumber-js",
  "linkedom",
  "obscenity",
  "react",
  "yaml",
  "zod",
];

/** What those import and is no part of them: native code, and what nobody installs. */
const apart = ["@duckdb/node-bindings", "react-devtools-core"];

/** A package's file that is one table of 100,000 entries: V8 reads it as JSON in a third of the time and memory. */
const TABLE = /[\\/]eld[\\/]src[\\/]ngrams[\\/]\w+\.js$/;

/** Bundles of other states of the source that are kept: a process that runs from one may still open its parts. */
const KEPT = 8;

/** Clocks of file systems tick: what changed this recently may change again without its times telling. */
const TICK_MS = 50;

/**
 * The folder with the program as compiled from this clone's source as it is now, laid out as the clone is. It is
 * compiled where none is there: its name says the content of all files that went in, of this file, and the versions
 * of esbuild and Node.
 * @param {string} root the clone
 * @param {readonly string[]} starts files that start by themselves
 * @returns {Promise<string>}
 * @throws where nothing can be written beside the packages, or the source does not compile
 */
async function bundleOf(root, starts = entries) {
  const cache = join(root, "node_modules", ".cache", "sluice");
  // Packages are found, and data, from where the bundle lies: another clone's packages would find that clone's data.
  if (fs.realpathSync(join(root, "node_modules")) !== join(fs.realpathSync(root), "node_modules"))
    throw new Error("Cannot keep a bundle: node_modules is another folder's");
  return upToDate(root, cache) ?? compile(root, cache, starts);
}

/** The bundle that the index names, if no file that went into it has changed. */
function upToDate(root, cache) {
  const file = join(cache, "index.json");
  if (!fs.existsSync(file)) return undefined;
  const index = JSON.parse(fs.readFileSync(file, "utf8"));
  const folder = join(cache, index.key);
  if (index.node !== process.version || !fs.existsSync(folder)) return undefined;
  let touched = false;
  for (const input of index.inputs) {
    if (stateOf(join(root, input.path)) === input.state) continue;
    touched = true;
    const read = readInput(root, input.path);
    if (read?.sha256 !== input.sha256) return undefined;
    input.state = read.state;
  }
  if (touched) attempt(() => writeWhole(file, JSON.stringify(index)));
  return folder;
}

async function compile(root, cache, starts) {
  fs.mkdirSync(cache, { recursive: true });
  const { build, stop } = require("esbuild");
  const inputs = [__filename, require.resolve("esbuild/package.json")].map((path) =>
    readInput(root, relative(root, path)),
  );
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [...starts],
    outbase: ".",
    // As deep as the bundle itself, so that source maps find the source.
    outdir: join(cache, "bundle"),
    write: false,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    outExtension: { ".js": ".mjs" },
    // Two folders deep, as all of src/ is: from any file of the bundle `../cli/main.mjs` is the same.
    chunkNames: "src/parts/[name]-[hash]",
    banner: { js: 'import{createRequire as r_}from"node:module";const require=r_(import.meta.url);' },
    sourcemap: "linked",
    sourcesContent: false,
    tsconfig: "tsconfig.json",
    logLevel: "silent",
    plugins: [plainPackages, recorder(root, inputs)],
  });
  await stop();
  const key = keyOf(inputs);
  const folder = join(cache, key);
  if (!fs.existsSync(folder)) keep(folder, join(cache, "bundle"), outputFiles);
  writeWhole(join(cache, "index.json"), JSON.stringify({ node: process.version, key, inputs }));
  attempt(() => tidy(cache, key));
  return folder;
}

const plainPackages = {
  name: "packages stay packages",
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) => {
      const name = path.split("/", path.startsWith("@") ? 2 : 1).join("/");
      const theirs = importer.split(sep).includes("node_modules") && !apart.includes(name);
      return kind === "entry-point" || theirs || inlined.includes(name)
        ? undefined
        : { path, external: true };
    });
  },
};

/** Notes each file as it is read, so that the index says exactly what went in. */
function recorder(root, inputs) {
  return {
    name: "files that went in",
    setup(build) {
      build.onLoad({ filter: /\.(?:[cm]?js|tsx?|json)$/ }, async ({ path }) => {
        const { contents, ...input } = readInput(root, relative(root, path), true);
        inputs.push(input);
        if (TABLE.test(path)) return { contents: await asJson(path) };
        return { contents, loader: extname(path).replace(/^\.[cm]?/u, "") };
      });
    },
  };
}

/** A module that exports the same values, each parsed from JSON. */
async function asJson(path) {
  const values = Object.entries(await import(pathToFileURL(path).href));
  const line = ([name, value]) =>
    `export const ${name} = JSON.parse(${JSON.stringify(JSON.stringify(value))});`;
  return values.map(line).join("\n");
}

function readInput(root, path, withContents = false) {
  const file = join(root, path);
  const state = stateOf(file);
  if (state === undefined) return undefined;
  const contents = fs.readFileSync(file);
  const sha256 = createHash("sha256").update(contents).digest("hex");
  const settled = Date.now() - fs.statSync(file).ctimeMs > TICK_MS;
  const input = { path: path.split(sep).join("/"), state: settled ? state : "", sha256 };
  return withContents ? { ...input, contents } : input;
}

/** What changes when a file does; `undefined` where there is none. */
function stateOf(file) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat && `${stat.size} ${stat.mtimeMs} ${stat.ctimeMs} ${stat.ino}`;
}

function keyOf(inputs) {
  const hash = createHash("sha256").update(process.version);
  for (const line of inputs.map(({ path, sha256 }) => `\n${sha256} ${path}`).sort()) hash.update(line);
  return hash.digest("hex").slice(0, 32);
}

/** Writes a bundle under a name of its own and gives it its true one when it is whole. */
function keep(folder, from, files) {
  const part = `${folder}.${randomBytes(6).toString("hex")}.part`;
  for (const { path, contents } of files) {
    const to = join(part, relative(from, path));
    fs.mkdirSync(dirname(to), { recursive: true });
    fs.writeFileSync(to, contents);
  }
  try {
    fs.renameSync(part, folder);
  } catch (cause) {
    fs.rmSync(part, { recursive: true, force: true });
    // Another process that started at the same time was first, with the same content.
    if (!fs.existsSync(folder)) throw cause;
  }
}

function writeWhole(file, text) {
  const part = `${file}.${randomBytes(6).toString("hex")}.part`;
  fs.writeFileSync(part, text);
  fs.renameSync(part, file);
}

/** Removes bundles of older states, but for the latest and those of today. */
function tidy(cache, key) {
  const age = (name) => Date.now() - fs.statSync(join(cache, name)).mtimeMs;
  const others = fs.readdirSync(cache).filter((name) => name !== key && name !== "index.json");
  for (const name of others.sort((a, b) => age(a) - age(b)).slice(KEPT))
    if (age(name) > 86_400_000) fs.rmSync(join(cache, name), { recursive: true, force: true });
}

/** Does what a start can do without. */
function attempt(act) {
  try {
    act();
  } catch {
    // A folder that may not be written, or that another process tidies at the same time.
  }
}

module.exports = { bundleOf };
