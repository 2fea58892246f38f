import { accessSync, constants, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "../process/errors.ts";
import { scorePath } from "./run.ts";

/** Shards that a run keeps a file of scores for each; of more, once it is sealed, many share one. */
export const MOST_FILES = 100;

/** A file of the scores of many shards, in their order. */
export interface SealedFile {
  /** Its name in `sealed/`. */
  readonly file: string;
  readonly shards: readonly string[];
}

/** `sealed/files.json`: which file holds which shards. From its presence on, what it names is read, and no longer those shards' own files. */
export interface SealedList {
  readonly schema: "sluice.sealed/1";
  readonly files: readonly SealedFile[];
}

/** Where the large files lie. */
export function sealedPath(folder: string, name: string): string {
  return join(folder, "sealed", name);
}

/** The manifest of the shards in them. */
export function manifestPath(folder: string): string {
  return join(folder, "shards.parquet");
}

/** The large files of a run that are there. */
export interface Sealed {
  readonly files: readonly string[];
  /** Shards whose scores are in them. */
  readonly shards: ReadonlySet<string>;
}

/**
 * What of a run's scores lies in large files; null where they have a file for each shard.
 * @throws CliError (exit code 2) where the list of them is damaged
 */
export function sealedScores(folder: string): Sealed | null {
  const path = sealedPath(folder, "files.json");
  if (!existsSync(path)) return null;
  const here = listed(path).filter(({ file }) => existsSync(sealedPath(folder, file)));
  return {
    files: here.map(({ file }) => file),
    shards: new Set(here.flatMap(({ shards }) => shards)),
  };
}

function listed(path: string): SealedList["files"] {
  try {
    const { files } = JSON.parse(readFileSync(path, "utf8")) as SealedList;
    return files.map(({ file, shards }) => ({ file: String(file), shards: [...shards] }));
  } catch (cause) {
    throw new CliError(`Cannot read "${path}": it is damaged or from another version; sluice seal mends it`, {
      exitCode: 2,
      cause,
    });
  }
}

/** A folder that cannot be read is not an empty one. */
function refuseUnreadable(folder: string): void {
  try {
    accessSync(join(folder, "scores"), constants.R_OK | constants.X_OK);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    if (code === "ENOENT") return;
    throw new CliError(`Cannot read "${join(folder, "scores")}" of run "${folder}": ${code}`, {
      exitCode: 2,
      cause,
    });
  }
}

/**
 * Tells of each shard whether its scores are there.
 * @throws CliError (exit code 2) where their folder cannot be read
 */
export function scoredIn(folder: string): (shard: string) => boolean {
  refuseUnreadable(folder);
  let sealed = sealedScores(folder)?.shards;
  return (shard) => {
    if (sealed?.has(shard) === true || existsSync(scorePath(folder, shard))) return true;
    // Another may seal the run meanwhile.
    sealed ??= sealedScores(folder)?.shards;
    return sealed?.has(shard) === true;
  };
}

/** The files of a run's scores, relative to its folder; those of shards that are in a large one are left out. */
export function scoreFiles(folder: string): readonly string[] {
  const sealed = sealedScores(folder);
  const large = sealed?.files.map((file) => join("sealed", file)) ?? [];
  return [...large, ...ownScores(folder, sealed).map((shard) => join("scores", `${shard}.parquet`))];
}

/** Shards with a file of their own that is in no large one, in the order of their files. */
export function ownScores(folder: string, sealed: Sealed | null): readonly string[] {
  const scores = join(folder, "scores");
  return (existsSync(scores) ? readdirSync(scores) : [])
    .filter((name) => name.endsWith(".parquet"))
    .sort()
    .map((name) => name.slice(0, -".parquet".length))
    .filter((shard) => sealed?.shards.has(shard) !== true);
}

/** Sorts shards as their files are. */
export function byFile(
  { name: a }: { readonly name: string },
  { name: b }: { readonly name: string },
): number {
  return `${a}.parquet` < `${b}.parquet` ? -1 : 1;
}
