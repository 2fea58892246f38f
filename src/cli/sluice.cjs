#!/usr/bin/env node
"use strict";
// CommonJS on purpose: the loader of ES modules starts libuv's thread pool before any of their code runs,
// and its size, which bounds how many images decode at once, must be set before that.
const { existsSync } = require("node:fs");
const { availableParallelism } = require("node:os");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

// React's development build draws a frame in twice the time.
process.env.NODE_ENV ??= "production";
process.env.UV_THREADPOOL_SIZE ??= String(Math.max(4, Math.min(128, 2 * availableParallelism())));

// A clone runs its source; the published package carries only dist/.
const source = join(__dirname, "main.ts");
const load = existsSync(source)
  ? import("tsx/esm/api").then(({ register }) => {
      // By default tsx asks the folder that the user stands in how to compile.
      register({ tsconfig: join(__dirname, "../../tsconfig.json") });
      return import(pathToFileURL(source).href);
    })
  : import(pathToFileURL(join(__dirname, "../../dist/src/cli/main.js")).href);
load
  .then(({ main }) => main(process.argv.slice(2)))
  .then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
