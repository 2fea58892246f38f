import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder that all test files of a run share; see `made-once.ts`. */
    readonly shared: string;
  }
}

/** One folder for what several test files want and one of them makes; gone with the run. */
export function setup({ provide }: TestProject): () => void {
  const shared = mkdtempSync(join(tmpdir(), "sluice-shared-"));
  provide("shared", shared);
  return () => rmSync(shared, { recursive: true, force: true, maxRetries: 5 });
}
