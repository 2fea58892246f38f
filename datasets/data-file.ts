import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A data file of this room: beside this source, or, from `dist/datasets/`, in the package's own `datasets/`. */
export function dataFile(path: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const beside = join(here, path);
  return existsSync(beside) ? beside : join(here, "..", "..", "datasets", path);
}
