import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { goOn, RECALL } from "../../../../src/recall/moves.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();

function dataset(name: string): string {
  const at = folder(name);
  mkdirSync(join(at, RECALL, "new/data"), { recursive: true });
  for (const file of ["kept.tar", "touched.tar", "gone.jpg"]) writeFileSync(join(at, file), "old");
  writeFileSync(join(at, RECALL, "new/data/moved.tar"), "new");
  return at;
}

it("goes on with a recall that was broken off between two files", async () => {
  const at = dataset("broken");
  // The first was in place already.
  writeFileSync(join(at, "touched.tar"), "new");
  const moves = { put: ["touched.tar", "data/moved.tar"], gone: ["gone.jpg", "never.jpg"] };
  writeFileSync(join(at, RECALL, "moves.json"), JSON.stringify(moves));
  await goOn(at);
  expect(readdirSync(at).sort()).toEqual(["data", "kept.tar", "touched.tar"]);
  expect(readFileSync(join(at, "data/moved.tar"), "utf8")).toBe("new");
  expect(readFileSync(join(at, "kept.tar"), "utf8")).toBe("old");
});

it("forgets one that had changed nothing", async () => {
  const at = dataset("begun");
  await goOn(at);
  expect(readdirSync(at).sort()).toEqual(["gone.jpg", "kept.tar", "touched.tar"]);
});
