import { isAbsolute } from "node:path";

/** Whether a name from a dataset is absolute or climbs above where it starts, on any system. */
export function leadsOut(name: string): boolean {
  return (
    isAbsolute(name) ||
    /^[\\/]|^[a-z]:[\\/]/i.test(name) ||
    name.includes("\0") ||
    name.split(/[\\/]/).includes("..")
  );
}
