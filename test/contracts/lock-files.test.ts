import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../support/cli.ts";
import { withoutDigest } from "../support/lock-file.ts";

interface Entry {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
}

interface Stated {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const read = <T>(...path: readonly string[]) => JSON.parse(readFileSync(join(root, ...path), "utf8")) as T;

describe.each([".", "bench", "datasets/illustrations"])("the lock file of %s", (folder) => {
  const { packages } = read<{ packages: Readonly<Record<string, Entry & Stated>> }>(
    folder,
    "package-lock.json",
  );
  const entries = Object.entries(packages).filter(([path]) => path !== "");

  it("has the digest of every package, builds for other systems too; npm run lock:complete asks for them", () => {
    expect(entries.length).toBeGreaterThan(2);
    expect(withoutDigest(packages)).toEqual([]);
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
