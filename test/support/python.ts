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

/** Runs a script of `test/interop`, which asks nobody, and parses what it prints; `test/interop/make-python.sh` makes the Python. */
export async function inPython(script: string, ...args: readonly string[]): Promise<unknown> {
  const cache = mkdtempSync(join(tmpdir(), "sluice-python-"));
  try {
    return await inPythonWith(
      { HF_HUB_OFFLINE: "1", HF_HOME: cache, CROISSANT_CACHE: cache },
      script,
      ...args,
    );
  } finally {
    rmSync(cache, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The same, with an environment of its own. */
export async function inPythonWith(
  own: Readonly<Record<string, string>>,
  script: string,
  ...args: readonly string[]
): Promise<unknown> {
  const env = { ...process.env, HF_HUB_DISABLE_TELEMETRY: "1", ...own };
  const path = join(root, "test/interop", script);
  const { stdout } = await promisify(execFile)(python, [path, ...args], { env, maxBuffer: 2 ** 28 });
  return JSON.parse(stdout);
}
