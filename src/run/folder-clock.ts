import { randomUUID } from "node:crypto";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What time it is where a folder lies, milliseconds since 1970, by the clock that its files' times come from: that of a
 * server may be another than ours. Ours is taken where nothing may be written there.
 */
export function folderClock(folder: string): number {
  const path = join(folder, `clock.${randomUUID()}.part`);
  try {
    writeFileSync(path, "", { flag: "wx" });
    const { mtimeMs } = statSync(path);
    rmSync(path, { force: true });
    return mtimeMs;
  } catch {
    return Date.now();
  }
}
