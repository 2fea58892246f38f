import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll } from "vitest";
import { root } from "./cli.ts";

/** Compiles a script beside this file, for a test that starts it many times; gone with the test file. */
export async function compiled(name: string): Promise<string> {
  // Packages are found from here.
  const outfile = join(root, "node_modules/.cache/sluice-tests", `${name}-${process.pid}.mjs`);
  afterAll(() => rmSync(outfile, { force: true }));
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
  });
  return outfile;
}
