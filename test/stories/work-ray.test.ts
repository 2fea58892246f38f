import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root, sluice } from "../support/cli.ts";
import { digests, scratchFolder } from "../support/run-files.ts";

/** A Python that has Ray: `pip install ray` in a venv, whose interpreter this names. */
const python = process.env["RAY_PYTHON"] ?? "python3";
const folder = scratchFolder();
const light = ["--filters", "image-basics,duplicates", "--quiet"];

const hasRay = (() => {
  try {
    execFileSync(python, ["-c", "import ray"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasRay)("a run on Ray", () => {
  it("is worked on by two tasks and sealed, with the bytes of one process", async () => {
    mkdirSync(folder("bin"), { recursive: true });
    const shim = join(folder("bin"), "sluice");
    const entry = join(root, "src/cli/sluice.cjs");
    writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${entry}" "$@"\n`);
    chmodSync(shim, 0o755);
    await sluice("audit", "sample", "--out", folder("whole"), ...light, "--workers", "1");
    const run = folder("run");
    await sluice("plan", "sample", "--out", run, ...light);
    const written = await sluice("submit", "ray", run, "--workers", "2", "--json");
    const { file } = JSON.parse(written.stdout) as { readonly file: string };
    const env = {
      ...process.env,
      PATH: `${folder("bin")}:${process.env["PATH"]}`,
      RAY_USAGE_STATS_ENABLED: "0",
      // Its tasks have a priority of 15 otherwise, and starve beside other work.
      RAY_worker_niceness: "0",
    };
    // Ray's own words are of no matter here.
    execFileSync(python, [file], { env, stdio: "ignore", timeout: 240_000 });
    expect(JSON.parse((await sluice("status", run, "--json")).stdout)).toMatchObject({ state: "sealed" });
    expect(digests(run)).toEqual(digests(folder("whole")));
  }, 400_000);
});
