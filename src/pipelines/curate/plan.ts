import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, realpath, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { sha256OfJson } from "../../digest/sha256.ts";
import { CliError } from "../../process/errors.ts";
import { writeNew, writeWhole } from "../../process/files.ts";
import type { CuratedShard } from "./shard.ts";

/** Everything that a curated dataset depends on: the same plan gives the same bytes. */
export interface CuratePlan {
  readonly fingerprint: string;
  readonly policy: string;
  readonly format: string;
  readonly unreviewed: string;
  /** SHA-256 over the verdicts that stand, and over the subtraction list. */
  readonly verdicts: string;
  readonly subtract: string;
  readonly carry: readonly string[];
  /** Of the keys of a view, where only its pairs are written. */
  readonly only?: string;
}

/** A curated dataset under way: `<to>.part`, with a checkpoint per finished shard. */
export interface Work {
  readonly folder: string;
  /** What was finished earlier. */
  readonly done: ReadonlyMap<string, CuratedShard>;
  /** From here on the shard need not be done again. */
  checkpoint(shard: CuratedShard): Promise<void>;
  /** From here on another process may go on. */
  letGo(): Promise<void>;
}

/** Folder inside the unfinished dataset that goes away at its end. */
export const BOOKS = ".curate";

/**
 * Begins a curated dataset, or goes on with one that was broken off.
 * @throws CliError (exit code 2) where `to` is there already, or was begun by another plan
 */
export async function beginWork(to: string, plan: CuratePlan): Promise<Work> {
  if (existsSync(to)) {
    // Killed once it had its name, before its books were closed: it is whole.
    if (existsSync(join(to, "CURATED.yaml"))) await rm(join(to, BOOKS), { recursive: true, force: true });
    throw new CliError(`Cannot write "${to}": it is there already; choose another --to`, { exitCode: 2 });
  }
  const folder = `${to}.part`;
  const books = join(folder, BOOKS);
  const planFile = join(books, "plan.json");
  const text = `${JSON.stringify(plan)}\n`;
  if (existsSync(folder) && (!existsSync(planFile) || (await readFile(planFile, "utf8")) !== text))
    throw new CliError(
      `Cannot go on with "${folder}": it was begun with another run, policy, format or other verdicts; delete it or choose another --to`,
      { exitCode: 2 },
    );
  await mkdir(books, { recursive: true });
  const letGo = await hold(join(books, "writer.json"), folder);
  await writeWhole(planFile, text);
  return {
    letGo,
    folder,
    done: await finishedShards(books),
    checkpoint: (shard) => writeWhole(join(books, `${shard.shard}.shard.json`), JSON.stringify(shard)),
  };
}

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

async function finishedShards(books: string): Promise<ReadonlyMap<string, CuratedShard>> {
  const names = (await readdir(books)).filter((name) => name.endsWith(".shard.json"));
  const shards = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(books, name), "utf8")) as CuratedShard),
  );
  return new Map(shards.map((shard) => [shard.shard, shard]));
}

/** SHA-256 (hex) of a value's JSON. */
export function digestOf(value: unknown): string {
  return sha256OfJson(value);
}
