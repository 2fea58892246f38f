import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { sha256OfJson } from "../../digest/sha256.ts";
import { CliError } from "../../process/errors.ts";
import { writeWhole } from "../../process/files.ts";
import { hold } from "../../process/hold.ts";
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
  /** Of the network that finds the faces to blur, where they are blurred. */
  readonly blur?: string;
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
