import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { root, sluice } from "./cli.ts";
import { scratchFolder } from "./run-files.ts";

/** Where the sample's card and documents lie in the repository. */
export const shipped = join(root, "datasets/sample/card");

/** A run over the sample with its card beside it, audited once for a test file; `copy` is one to damage. */
export function sampleCard() {
  const folder = scratchFolder();
  const run = folder("run");
  beforeAll(async () => {
    expect((await sluice("audit", "sample", "--out", run)).code).toBe(4);
    mkdirSync(join(run, "cards"));
    cpSync(join(shipped, "card.yaml"), join(run, "cards/card.yaml"));
  });
  const copy = (name: string): string => {
    cpSync(run, folder(name), { recursive: true });
    return folder(name);
  };
  return { folder, run, copy };
}
