import type { Shard } from "../../../datasets/index.ts";
import { CliError } from "../../process/errors.ts";
import { finishedFacts } from "../../run/shards.ts";

/** Shards that are hashed before a worker trusts data that moved: the smallest, so that it takes no time. */
const HASHED = 3;

/**
 * Holds data that lies elsewhere than the run says against what was scored: names and sizes alone do not tell a dataset
 * from another. Some of the smallest finished shards are hashed again; on another machine's storage nothing is.
 * @throws CliError (exit code 2) naming a shard whose hash is another
 */
export async function refuseOtherData(
  folder: string,
  data: string,
  shards: readonly Shard[],
  signal: AbortSignal,
): Promise<void> {
  if (/^[a-z][a-z0-9+]*:\/\//u.test(data)) return;
  const facts = await finishedFacts(folder);
  const finished = shards
    .flatMap((shard) => {
      const scored = facts.get(shard.name);
      return scored === undefined ? [] : [{ shard, scored }];
    })
    .sort((a, b) => a.shard.bytes - b.shard.bytes);
  for (const { shard, scored } of finished.slice(0, HASHED)) {
    const { sha256 } = await scored();
    const now = await shard.digest(signal);
    if (sha256 === "" || now === sha256) continue;
    throw new CliError(
      `Cannot work on run "${folder}": wanted shard "${shard.name}" with SHA-256 ${sha256.slice(0, 12)}…, got ${now.slice(0, 12)}… in "${data}": it is other data of the same names and sizes`,
      { exitCode: 2 },
    );
  }
}
