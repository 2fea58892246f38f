import { readFile, realpath, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { CliError } from "./errors.ts";
import { writeNew, writeWhole } from "./files.ts";

/** Files that this process holds: by its number alone, two of its writers would be one. */
const held = new Set<string>();

/**
 * Keeps a second writer out of a folder until the returned function is called. A process that was killed holds
 * nothing: it is no longer there.
 * @param file says who writes; its folder is there
 * @throws CliError (exit code 2) naming the process that writes
 */
export async function hold(file: string, folder: string): Promise<() => Promise<void>> {
  const place = join(await realpath(dirname(file)), basename(file));
  if (held.has(place)) throw beingWritten(file, folder, { host: hostname(), pid: process.pid });
  held.add(place);
  const letGo = async () => {
    await rm(place, { force: true });
    held.delete(place);
  };
  const own = JSON.stringify({ host: hostname(), pid: process.pid });
  try {
    // Whole at once: who read half of it would take nobody for the holder.
    if (await writeNew(place, own)) return letGo;
    const { host, pid } = await readFile(place, "utf8").then(parseHolder, () => parseHolder(""));
    if (pid !== null && (host !== hostname() || (pid !== process.pid && isAlive(pid))))
      throw beingWritten(file, folder, { host, pid });
    await writeWhole(place, own);
    return letGo;
  } catch (error) {
    held.delete(place);
    throw error;
  }
}

function beingWritten(
  file: string,
  folder: string,
  { host, pid }: { readonly host: string; readonly pid: number },
): CliError {
  return new CliError(
    `Cannot go on with "${folder}": process ${pid} on ${host} is writing it; where it is not, delete "${file}"`,
    { exitCode: 2 },
  );
}

function parseHolder(text: string): { readonly host: string; readonly pid: number | null } {
  try {
    const { host, pid } = JSON.parse(text) as { readonly host?: unknown; readonly pid?: unknown };
    return { host: String(host), pid: typeof pid === "number" ? pid : null };
  } catch {
    // Torn by a crash: nobody holds it.
    return { host: "", pid: null };
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
