import type { DuckDBInstance } from "@duckdb/node-api";
import type { Patience } from "./patience.ts";

/** What a statement may take, MiB, where nothing less does. */
const MOST_MIB = 1024;
/** By how much it gets more before that. */
const MORE = 3;

/**
 * Asks with little memory, and what cannot do with it again with {@link MORE} times as much, then with
 * {@link MOST_MIB}: most of what cannot be spilled is small, but not all.
 * @param memoryMiB what a statement gets first; without it, nothing is asked twice
 */
export function roomier(
  instance: Pick<DuckDBInstance, "connect">,
  ask: Patience["ask"],
  memoryMiB: number | undefined,
): Patience["ask"] {
  if (memoryMiB === undefined) return ask;
  const larger = [memoryMiB * MORE, MOST_MIB].filter((mib) => mib > memoryMiB && mib <= MOST_MIB);
  // By a connection of its own: a statement would end what the first is still reading from.
  const limit = async (mib: number) => {
    const connection = await instance.connect();
    await connection.run(`SET memory_limit = '${mib}MiB'`).finally(() => connection.closeSync());
  };
  return async (statement, seconds) => {
    let rest = larger;
    try {
      for (;;)
        try {
          return await ask(statement, seconds);
        } catch (error) {
          const [mib, ...more] = rest;
          if (mib === undefined || !isOutOfMemory(error)) throw error;
          await limit(mib);
          rest = more;
        }
    } finally {
      // What it left in memory may not fit into less.
      if (rest !== larger) await limit(memoryMiB).catch(() => {});
    }
  };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Out of Memory Error");
}
