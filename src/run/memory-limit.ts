import type { DuckDBInstance } from "@duckdb/node-api";
import { givingBack } from "../process/give-back.ts";
import { turns } from "../process/serial-queue.ts";
import type { Patience } from "./patience.ts";

/** What a statement may take, MiB, where nothing less does. */
const MOST_MIB = 1024;
/** By how much it gets more before that. */
const MORE = 3;

/**
 * Asks with little memory, and what cannot do with it again with {@link MORE} times as much, then with
 * {@link MOST_MIB}: most of what cannot be spilled is small, but not all. What was freed is given back meanwhile.
 * @param memoryMiB what a statement gets first; without it, nothing is asked twice
 * @returns also what ends this: the database may be closed once it has, and not before
 */
export function roomier(
  instance: Pick<DuckDBInstance, "connect">,
  { ask, end }: Patience,
  memoryMiB: number | undefined,
): Patience {
  if (memoryMiB === undefined) return { ask, end };
  const larger = [memoryMiB * MORE, MOST_MIB].filter((mib) => mib > memoryMiB && mib <= MOST_MIB);
  const inTurn = turns();
  let now = memoryMiB;
  let ended = false;
  // By a connection of its own: a statement would end what the first is still reading from.
  const limit = (mib: number) => {
    now = mib;
    return inTurn(async () => {
      if (ended) return;
      const connection = await instance.connect();
      await connection.run(`SET memory_limit = '${mib}MiB'`).finally(() => connection.closeSync());
    });
  };
  const roomy: Patience["ask"] = async (statement, seconds) => {
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
  // Setting the limit, also to what it is, gives back what all threads have freed.
  const whileGivingBack = givingBack(() => limit(now));
  return {
    ask: (statement, seconds) => whileGivingBack(() => roomy(statement, seconds)),
    async end() {
      const all = await end();
      await inTurn(async () => {
        ended = true;
      });
      return all;
    },
  };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Out of Memory Error");
}
