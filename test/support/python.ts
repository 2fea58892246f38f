import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./cli.ts";

/** The interpreter that `test/interop/make-python.sh` makes. */
export const python = join(root, "node_modules/.cache/sluice/python/bin/python");

/** Whether the tests that need Python are skipped: it is not there, and nobody promised it, as CI does. */
export const withoutPython = !existsSync(python) && process.env["CI"] === undefined;

/** Runs a script of `test/interop` and parses what it prints; `test/interop/make-python.sh` makes the Python. */
export async function inPython(script: string, ...args: readonly string[]): Promise<unknown> {
  const cache = mkdtempSync(join(tmpdir(), "sluice-python-"));
  const env = {
    ...process.env,
    HF_HUB_OFFLINE: "1",
    HF_HOME: cache,
    HF_HUB_DISABLE_TELEMETRY: "1",
    CROISSANT_CACHE: cache,
  };
  try {
    const path = join(root, "test/interop", script);
    const { stdout } = await promisify(execFile)(python, [path, ...args], { env, maxBuffer: 2 ** 28 });
    return JSON.parse(stdout);
  } finally {
    rmSync(cache, { recursive: true, force: true, maxRetries: 5 });
  }
}
