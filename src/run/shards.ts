import { readFile } from "node:fs/promises";
import { readManifest } from "./manifest.ts";
import { errorPath, scorePath } from "./run.ts";
import { byFile, manifestPath, ownScores, type Sealed, sealedScores } from "./sealed.ts";
import { readFacts, type ShardFacts } from "./shard-facts.ts";

/**
 * The finished shards of a run, by name: from the manifest where they are sealed in large files, else from the footer of each.
 * @throws CliError (exit code 2) naming a file that is no finished Parquet file
 */
export async function shardFacts(folder: string): Promise<readonly ShardFacts[]> {
  const sealed = sealedScores(folder);
  const facts = await sealedFacts(folder, sealed);
  for (const shard of ownScores(folder, sealed)) facts.push(await readFacts(scorePath(folder, shard), shard));
  return facts.sort(byFile);
}

/**
 * Tells of a run's finished shards one by one, so that who asks for few reads few footers.
 * @throws CliError as {@link shardFacts}
 */
export async function finishedFacts(folder: string): Promise<ReadonlyMap<string, () => Promise<ShardFacts>>> {
  const sealed = sealedScores(folder);
  return new Map([
    ...(await sealedFacts(folder, sealed)).map((facts) => [facts.name, async () => facts] as const),
    ...ownScores(folder, sealed).map(
      (shard) => [shard, () => readFacts(scorePath(folder, shard), shard)] as const,
    ),
  ]);
}

async function sealedFacts(folder: string, sealed: Sealed | null): Promise<ShardFacts[]> {
  if (sealed === null) return [];
  return (await readManifest(manifestPath(folder))).filter(({ name }) => sealed.shards.has(name));
}

/** What of a shard could not be read. */
export interface ShardTrouble {
  readonly shard: string;
  readonly trouble: string;
}

/** Troubles of finished shards, from their error files, in the shards' order. */
export async function shardTroubles(
  folder: string,
  shards: readonly ShardFacts[],
): Promise<readonly ShardTrouble[]> {
  const troubled = shards.filter(({ troubles }) => troubles > 0);
  const found = await Promise.all(
    troubled.map(async ({ name, troubles }) => {
      const text = await readFile(errorPath(folder, name), "utf8").catch(() => "");
      const lines = text.split("\n").flatMap((line) => troubleIn(line) ?? []);
      // A file that somebody removed takes the words away, never the fact.
      const lost = Array.from(
        { length: Math.max(0, troubles - lines.length) },
        () => "its error file is gone",
      );
      return [...lines, ...lost].map((trouble) => ({ shard: name, trouble }));
    }),
  );
  return found.flat();
}

function troubleIn(line: string): string | undefined {
  try {
    const { trouble } = JSON.parse(line) as { readonly trouble?: unknown };
    return typeof trouble === "string" ? trouble : undefined;
  } catch {
    return undefined;
  }
}
