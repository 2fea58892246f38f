import type { Shard } from "../../../datasets/index.ts";
import { CliError } from "../../process/errors.ts";
import { scorePath } from "../../run/run.ts";
import { ownScores } from "../../run/sealed.ts";
import { readFacts } from "../../run/shard-facts.ts";

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
  const scored = new Set(ownScores(folder, null));
  const finished = shards.filter(({ name }) => scored.has(name)).sort((a, b) => a.bytes - b.bytes);
  for (const shard of finished.slice(0, HASHED)) {
    const { sha256 } = await readFacts(scorePath(folder, shard.name), shard.name);
    const now = await shard.digest(signal);
    if (sha256 === "" || now === sha256) continue;
    throw new CliError(
      `Cannot work on run "${folder}": wanted shard "${shard.name}" with SHA-256 ${sha256.slice(0, 12)}…, got ${now.slice(0, 12)}… in "${data}": it is other data of the same names and sizes`,
      { exitCode: 2 },
    );
  }
}
