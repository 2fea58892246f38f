import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";

/**
 * A path as a run or a card keeps it, found again wherever Sluice is called from: relative ones were written in the
 * folder that Sluice was called from then, and a run mostly lies below it. So the run's folder and those above it are
 * tried in turn, then the present one.
 * @returns the path that exists; else, as for names, addresses and absolute paths, what was given
 */
export function anchored(path: string, run: string): string {
  // What stands before a wildcard has to be there.
  const [fixed = ""] = path.split(/[{*?[]/u);
  const named = !/[/\\.]/u.test(path);
  // `.` and `..` are everywhere: they are meant from where Sluice is called.
  if (/^[./\\]+$/u.test(path)) return path;
  if (named || isAbsolute(path) || /^[a-z][a-z0-9+.-]*:/iu.test(path)) return path;
  for (const folder of ancestors(resolve(run))) {
    const place = join(folder, fixed);
    if (existsSync(fixed.endsWith("/") || fixed === path ? place : dirname(place))) return join(folder, path);
  }
  return path;
}

function ancestors(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...ancestors(above)];
}
