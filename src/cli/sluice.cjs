#!/usr/bin/env node
"use strict";
// CommonJS on purpose: the loader of ES modules starts libuv's thread pool before any of their code runs,
// and its size, which bounds how many images decode at once, must be set before that.
const { existsSync } = require("node:fs");
const { availableParallelism } = require("node:os");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { setFlagsFromString } = require("node:v8");

// What V8 calls hot it compiles for speed in other threads: a fifth of all that a start and its first second compute, for
// functions that are soon done with. Eight times as long called, they are hot indeed. A V8 that does not know the flag
// would say so at each start.
if (Number.parseInt(process.versions.node, 10) <= 24) setFlagsFromString("--interrupt-budget=1000000");

// A person at a terminal sees at once what is on its way: loading the program takes several times as long.
const words = process.argv.slice(2);
if (opensInterface() && process.stdin.isTTY && process.stdout.isTTY && process.env.TERM !== "dumb") {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a name may hold what a terminal would obey
  const named = (words[1] ?? "").replace(/[\u0000-\u001F\u007F-\u009F]/gu, "·");
  const room = Math.max(0, (process.stdout.columns ?? 80) - 24);
  process.stdout.write(`sluice › ${named.slice(0, room) || "home"}: loading …`);
  process.env.SLUICE_LOADING = "1";
}

/** Whether the words open the interface, as far as can be told without reading them all. */
function opensInterface() {
  const [command, first] = words;
  if (words.some((word) => /^(?:-h|--help|--json|--keys|--npy|--parquet|--version)/u.test(word)))
    return false;
  if (command === undefined) return true;
  return /^(?:explore|review)$/u.test(command) && !/^(?:import|export|-.*)?$/u.test(first ?? "");
}

// React's development build draws a frame in twice the time.
process.env.NODE_ENV ??= "production";
process.env.UV_THREADPOOL_SIZE ??= String(Math.max(4, Math.min(128, 2 * availableParallelism())));
if (process.env.SLUICE_DEBUG) process.setSourceMapsEnabled(true);

const root = join(__dirname, "../..");
const source = join(__dirname, "main.ts");

/** A clone runs its source, compiled once; the published package carries only dist/. */
async function load() {
  if (!existsSync(source)) return import(pathToFileURL(join(root, "dist/src/cli/main.js")).href);
  const bundle = await require("./bundle.cjs").bundleOf(root).catch(compileAsItLoads);
  return import(pathToFileURL(bundle ? join(bundle, "src/cli/main.mjs") : source).href);
}

/** Where no bundle can be kept or made: each file compiles when it is loaded, at each start. */
async function compileAsItLoads(reason) {
  if (process.env.SLUICE_DEBUG) console.error(`sluice: no bundle: ${reason.message}`);
  const { register } = await import("tsx/esm/api");
  // By default tsx asks the folder that the user stands in how to compile.
  register({ tsconfig: join(root, "tsconfig.json") });
}

// Nothing is left to wait for, and the command has not ended: a module that it loaded waits for ever.
const stuck = () => {
  console.error(
    "sluice: unexpected: the command waits for something that never comes; what was finished before is kept",
  );
  process.exitCode = 1;
};
process.once("beforeExit", stuck);

load()
  .then(({ main }) => main(words))
  .then(
    (code) => {
      process.off("beforeExit", stuck);
      process.exitCode = code;
    },
    (error) => {
      process.off("beforeExit", stuck);
      console.error(error);
      process.exitCode = 1;
    },
  );
