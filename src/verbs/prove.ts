import { ownCheckpoints, readCheckpoint } from "../gate/checkpoints.ts";
import { type Gate, GateRefusal, refusalBy } from "../gate/gate.ts";
import { checkpointProblem } from "../gate/verify.ts";
import { writeConsistency, writeInclusion } from "../ledger/proof.ts";
import { CliError } from "../process/errors.ts";
import { printable } from "../process/printable.ts";
import { inside, type OpenGate } from "./opened.ts";

/**
 * Proves that an entry is in the ledger.
 * @param which an entry's number, a request (r12) or an image (r12.0)
 * @param words with the entry's prompt, names and notes
 * @returns the proof's text
 * @throws CliError (exit code 2) where there is no such entry, or no checkpoint covers it
 */
export async function proveEntry(
  { [inside]: { gate } }: OpenGate,
  which: string,
  words: boolean,
): Promise<string> {
  const entry = gate.entries[seqOf(gate, which)];
  if (entry === undefined)
    throw new CliError(
      `Cannot prove "${printable(which)}": there is no such entry; see sluice gate list --entries`,
      { exitCode: 2 },
    );
  const note = await covering(gate, entry.seq + 1, `entry ${entry.seq}`);
  return writeInclusion(entry, gate.state.leaves, note, words);
}

/**
 * Proves that the ledger only grew since a checkpoint.
 * @param since file of an earlier checkpoint
 * @returns the proof's text
 * @throws CliError (exit code 2) where it cannot be read or no later one covers it; GateRefusal (3) where the ledger contradicts it
 */
export async function proveGrowth({ [inside]: { gate } }: OpenGate, since: string): Promise<string> {
  const earlier = await readCheckpoint(since);
  const problem = checkpointProblem(gate.state, earlier.checkpoint, []);
  if (problem) throw new GateRefusal(`prove growth since "${since}"`, refusalBy(problem));
  const note = await covering(gate, earlier.checkpoint.size, "growth");
  return writeConsistency(earlier.text, note, gate.state.leaves);
}

/** The gate's latest checkpoint. @throws CliError (exit code 2) where it does not cover so many entries */
async function covering({ folder }: Gate, size: number, what: string): Promise<string> {
  const latest = (await ownCheckpoints(folder)).at(-1);
  if (latest !== undefined && latest.checkpoint.size >= size) return latest.text;
  throw new CliError(
    `Cannot prove ${what}: no checkpoint covers it; a steward makes one: sluice gate checkpoint`,
    { exitCode: 2 },
  );
}

/** An image is proved by the entry of its release, else of its judgement. */
function seqOf({ state, entries }: Gate, which: string): number {
  if (/^\d{1,15}$/u.test(which)) return Number(which);
  if (state.requests.has(which)) return Number(which.slice(1));
  const release = entries.find(({ event }) => event.type === "release" && event.image === which);
  return release?.seq ?? state.images.get(which)?.seq ?? -1;
}
