import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../support/cli.ts";

interface Entry {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
}

interface Stated {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Builds for other systems, which npm lists without fetching them: their main package pins their version. */
const elsewhere =
  /^node_modules\/(?:@biomejs\/cli|@duckdb\/node-bindings|@oxc-parser\/binding)-[a-z0-9]+(?:-[a-z0-9]+)+$/u;

const read = <T>(...path: readonly string[]) => JSON.parse(readFileSync(join(root, ...path), "utf8")) as T;

describe.each([".", "bench", "datasets/illustrations"])("the lock file of %s", (folder) => {
  const { packages } = read<{ packages: Readonly<Record<string, Entry & Stated>> }>(
    folder,
    "package-lock.json",
  );
  const entries = Object.entries(packages).filter(([path]) => path !== "");

  it("has the digest of every package but builds for other systems", () => {
    expect(entries.length).toBeGreaterThan(2);
    const without = entries.filter(
      ([path, { integrity }]) => integrity === undefined && !elsewhere.test(path),
    );
    expect(without.map(([path]) => path)).toEqual([]);
    for (const [path, { integrity = "sha512-" }] of entries) expect(integrity, path).toMatch(/^sha512-/u);
  });

  it("names no registry", () => {
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
    expect(readFileSync(join(root, folder, ".npmrc"), "utf8")).toContain(
      "omit-lockfile-registry-resolved=true",
    );
  });

  it("is of package.json as it stands, whose versions are exact", () => {
    const { dependencies = {}, devDependencies = {} } = read<Stated>(folder, "package.json");
    expect(packages[""]?.dependencies ?? {}).toEqual(dependencies);
    expect(packages[""]?.devDependencies ?? {}).toEqual(devDependencies);
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      expect(version, name).toMatch(/^(?:npm:@?[a-z/-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/u);
  });
});
