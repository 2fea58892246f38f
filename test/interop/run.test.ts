import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root, sluice } from "../support/cli.ts";
import { python, withoutPython } from "../support/python.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();

it.skipIf(withoutPython)("the example in docs/run-format.md reads a run with pandas and DuckDB", async () => {
  const page = readFileSync(join(root, "docs/run-format.md"), "utf8");
  const example = /```python\n([\s\S]*?)```/u.exec(page)?.[1] ?? "";
  expect(example.trim().split("\n").length).toBeLessThanOrEqual(12);
  mkdirSync(folder("runs"));
  const filters = ["--filters", "image-basics,text-basics", "--workers", "1", "--quiet"];
  await sluice("audit", "sample", "--out", join(folder("runs"), "sample"), ...filters);
  const said = execFileSync(python, ["-c", example], { cwd: folder("."), encoding: "utf8" });
  expect(said.split("\n").slice(0, 2)).toEqual([
    "webdataset ['image-basics', 'text-basics']",
    expect.stringMatching(/^\(75, \d+\)$/u),
  ]);
  expect(said).toMatch(/\n\{'00000': \d+, '00001': \d+\}\n\[[^\]]*'keep'[^\]]*\] True\n$/u);
});
