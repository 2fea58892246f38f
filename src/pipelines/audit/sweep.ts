import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { claimsFolder } from "../../run/run.ts";

/** Files beside the scores that none but who seals writes. */
const OF_SEALING = /^(?:duplicates|coverage|shards)\.parquet\..*\.part$/u;

/**
 * Takes away what died half written, of workers and of who sealed before, and the claims: every shard is done. Only who
 * seals may ask for it.
 */
export async function sweep(folder: string): Promise<void> {
  for (const path of ["scores", "sealed"].map((name) => join(folder, name)))
    await take(path, (name) => name.endsWith(".part"));
  await take(folder, (name) => OF_SEALING.test(name));
  // Whoever seals may hold a claim itself, which it gives back.
  await take(claimsFolder(folder), (name) => !name.startsWith("%seal.") || name.endsWith(".part"));
}

async function take(folder: string, isLeft: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => []))
    if (isLeft(name)) await rm(join(folder, name), { force: true });
}
