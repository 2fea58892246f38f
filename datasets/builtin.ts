import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Datasets that Sluice carries, by name: folders of this room. */
const folders: Readonly<Record<string, string>> = {
  sample: "sample/shards",
  illustrations: "illustrations/shards/256",
};

/**
 * The folder of a built-in dataset; `undefined` when no dataset has that name.
 * @throws Error with the command to run when it is not built
 */
export function builtinFolder(name: string): string | undefined {
  const folder = Object.hasOwn(folders, name) ? folders[name] : undefined;
  if (folder === undefined) return undefined;
  // From dist/datasets/ the data lies two folders up, in the package's own datasets/.
  const here = dirname(fileURLToPath(import.meta.url));
  const places = [here, join(here, "..", "..", "datasets")].map((root) => join(root, folder));
  const built = places.find((path) => filesIn(path).some((file) => file.endsWith(".tar")));
  if (built === undefined) throw new Error(`Cannot open "${name}": run: sluice datasets build ${name}`);
  return built;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
