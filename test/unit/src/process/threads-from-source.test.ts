import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { root } from "../../../support/cli.ts";

it("starts a thread from source wherever the process stands by then", () => {
  const from = pathToFileURL(`${root}/src/process/start-worker.ts`).href;
  const code = `const { startWorker } = await import("${from}");
    process.chdir(${JSON.stringify(tmpdir())});
    const thread = startWorker("pipelines/generate/worker", null);
    const said = (what) => { console.log(what); process.exit(0); };
    thread.once("error", (error) => said("threw " + error.message));
    thread.once("message", () => said("spoke"));
    thread.once("exit", () => said("ended"));`;
  const words = ["--import", "tsx", "--input-type=module", "-e", code];
  const said = execFileSync(process.execPath, words, { cwd: root, encoding: "utf8", timeout: 120_000 });
  // What it says of having nothing to do is its own; that it runs is the point.
  expect(said).toMatch(/^(?:threw|spoke|ended)/u);
  expect(said).not.toContain("tsx");
});

it("starts a compiled thread wherever the process stands by then, whatever flags it was begun with", async () => {
  const home = join(root, `node_modules/.cache/sluice-tests/thread-${process.pid}`);
  const outfile = join(home, "process/start-worker.mjs");
  await build({
    entryPoints: [join(root, "src/process/start-worker.ts")],
    ...{ outfile, bundle: true, format: "esm", platform: "node", logLevel: "error" },
  });
  mkdirSync(join(home, "pipelines/generate"), { recursive: true });
  const worker = 'import { parentPort } from "node:worker_threads"; parentPort.postMessage("spoke");';
  writeFileSync(join(home, "pipelines/generate/worker.mjs"), worker);
  const code = `const { startWorker } = await import("${pathToFileURL(outfile).href}");
    process.chdir(${JSON.stringify(tmpdir())});
    const thread = startWorker("pipelines/generate/worker", null);
    thread.once("error", (error) => console.log("threw " + error.message));
    thread.once("message", (said) => console.log(said));`;
  try {
    const words = ["--import", "tsx", "--input-type=module", "-e", code];
    const said = execFileSync(process.execPath, words, { cwd: root, encoding: "utf8", timeout: 120_000 });
    expect(said).toBe("spoke\n");
  } finally {
    rmSync(home, { recursive: true });
  }
});
