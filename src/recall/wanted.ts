import { readFile } from "node:fs/promises";
import { decodeFrames, isTrouble, type Pair, readContent, type Shard } from "../../datasets/index.ts";
import { sha256Of } from "../digest/sha256.ts";
import { type HarmIndex, harmGuard, harmIndex, isNearHarm } from "../harm/harm-index.ts";
import { type HarmList, readHarmList } from "../harm/list.ts";
import { CliError, oneLine } from "../process/errors.ts";

/** What is to go, and the lists that say so. */
export interface Wanted {
  readonly keys: ReadonlySet<string>;
  readonly index: HarmIndex | null;
  /** Name, digest and length of each list. */
  readonly lists: readonly { readonly name: string; readonly sha256: string; readonly lines: number }[];
  /** Lines that say nothing, a line each. */
  readonly troubles: readonly string[];
}

/**
 * Reads what is to be taken out: keys, one a line, and lists of known harm.
 * @throws CliError (exit code 2) where neither is named, or one cannot be read
 */
export async function readWanted(hashes: readonly string[], keys: readonly string[]): Promise<Wanted> {
  if (hashes.length + keys.length === 0)
    throw new CliError("Cannot recall: wanted --hashes FILE or --keys FILE, got neither", { exitCode: 2 });
  const lists: HarmList[] = [];
  for (const path of hashes) lists.push(await readHarmList(path));
  const named = new Set<string>();
  const files: Wanted["lists"][number][] = [];
  for (const path of keys) {
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw new CliError(`Cannot read keys "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
    });
    const own = linesOf(bytes);
    if (own.length === 0)
      throw new CliError(`Cannot read keys "${path}": wanted a key a line, got none`, { exitCode: 2 });
    for (const key of own) named.add(key);
    files.push({ name: path.slice(path.lastIndexOf("/") + 1), sha256: sha256Of(bytes), lines: own.length });
  }
  return {
    keys: named,
    index: lists.length === 0 ? null : harmIndex(lists),
    lists: [...lists.map(({ facts: { name, sha256, lines: n } }) => ({ name, sha256, lines: n })), ...files],
    troubles: lists.flatMap(({ troubles }) => troubles),
  };
}

function linesOf(bytes: Uint8Array): readonly string[] {
  return new TextDecoder()
    .decode(bytes)
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/**
 * Says of pairs whether they are to go, by what they are and by what the source has at their place, which may have been
 * saved anew or lost its address when it was written; keys that were met are noted in `met`.
 */
export function judgeOf(
  { keys, index }: Wanted,
  met: Set<string>,
): (pair: Pair, keyOfSource: string, original: Pair | null) => Promise<boolean> {
  const guard = harmGuard(index?.pdq);
  const hasPdq = (index?.pdq.hashes.length ?? 0) > 0;
  const isNear = async (bytes: Uint8Array) => isNearHarm(guard, await decodeFrames(bytes));
  return async (pair, keyOfSource, original) => {
    const both = original === null ? [pair] : [pair, original];
    // Where a key is a row's number, the output's own is another pair's in the source.
    const named = original !== null && isRowNumber(pair) ? [original] : both;
    const names = [
      keyOfSource,
      ...named.flatMap(({ key, meta }) => [key, String(meta["key"] ?? key)]),
    ].filter((name) => keys.has(name));
    for (const name of names) met.add(name);
    if (names.length > 0) return true;
    if (index === null) return false;
    const seen: Uint8Array[] = [];
    for (const one of both) {
      const { images } = await readContent(one);
      const fresh = images.filter(
        ({ bytes }) => bytes !== undefined && !seen.some((own) => isSame(own, bytes)),
      );
      if (index.exact(one, { images: fresh }) !== null) return true;
      for (const { bytes } of fresh) {
        if (bytes === undefined) continue;
        if (hasPdq && (await isNear(bytes))) return true;
        seen.push(bytes);
      }
    }
    return false;
  };
}

/** Whether a pair has no other name than its place. */
function isRowNumber({ key, row }: Pair): boolean {
  return key.slice(key.indexOf("/") + 1) === String(row);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** The pairs of shards, one after the other; what is none is passed over. */
export async function* pairsIn(shards: readonly Shard[], signal: AbortSignal): AsyncGenerator<Pair> {
  for (const shard of shards) for await (const item of shard.read(signal)) if (!isTrouble(item)) yield item;
}
