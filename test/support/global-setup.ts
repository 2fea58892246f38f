import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder that all test files of a run share; see `made-once.ts`. */
    readonly shared: string;
    /** The folder with the program as a clone compiles it. */
    readonly bundle: string;
  }
}

const root = join(import.meta.dirname, "../..");
const { bundleOf }: { bundleOf(clone: string): Promise<string> } = createRequire(import.meta.url)(
  join(root, "src/cli/bundle.cjs"),
);

/** Compiles the program once for all test files, and gives them one folder for what one of them makes for others. */
export async function setup({ provide }: TestProject): Promise<() => void> {
  const shared = mkdtempSync(join(tmpdir(), "sluice-shared-"));
  provide("shared", shared);
  provide("bundle", await bundleOf(root));
  return () => rmSync(shared, { recursive: true, force: true, maxRetries: 5 });
}
