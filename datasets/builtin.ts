import { readdirSync } from "node:fs";
import { dataFile } from "./data-file.ts";

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
  const built = dataFile(folder);
  if (!filesIn(built).some((file) => file.endsWith(".tar")))
    throw new Error(`Cannot open "${name}": run: sluice datasets build ${name}`);
  return built;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
