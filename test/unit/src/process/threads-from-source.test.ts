import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { pathToFileURL } from "node:url";
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
