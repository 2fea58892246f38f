import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll } from "vitest";
import { root } from "./cli.ts";
import { scratchFolder } from "./run-files.ts";
import { auditedSample } from "./shared-runs.ts";

/** Where the sample's card and documents lie in the repository. */
export const shipped = join(root, "datasets/sample/card");

/** A run over the sample with its card beside it, a copy of its own for a test file; `copy` is one to damage. */
export function sampleCard() {
  const folder = scratchFolder();
  const run = folder("run");
  beforeAll(async () => {
    await auditedSample(run);
    mkdirSync(join(run, "cards"));
    cpSync(join(shipped, "card.yaml"), join(run, "cards/card.yaml"));
  });
  const copy = (name: string): string => {
    cpSync(run, folder(name), { recursive: true });
    return folder(name);
  };
  return { folder, run, copy };
}
