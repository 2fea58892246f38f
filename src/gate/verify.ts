import { lstat, readFile } from "node:fs/promises";
import { CliError, oneLine } from "../process/errors.ts";
import { commitmentsOf } from "./gate.ts";
import type { PublicKey } from "./keys/public-key.ts";
import { type Checkpoint, checkpointSignedBy } from "./ledger/checkpoint.ts";
import { rootOf, sameHash } from "./ledger/merkle.ts";
import { type Replay, replay } from "./state/replay.ts";
import type { GateState } from "./state/state.ts";

/** What a verification found. */
export interface Verification {
  readonly valid: boolean;
  readonly origin: string;
  /** Entries that verify, from the first. */
  readonly entries: number;
  /** RFC 6962 root (hex) over them. */
  readonly root: string;
  /** What is wrong, each in one line; none where all is well. */
  readonly problems: readonly string[];
  /** Checkpoints that the ledger was held against. */
  readonly checkpoints: readonly { readonly size: number; readonly name: string }[];
  /** Entries after the largest checkpoint: nobody outside could tell if they vanished. */
  readonly unanchored: number;
  /** Fingerprint of the steward's key that signed the first entry. */
  readonly root_of_trust: string;
  /** Whether that key, or a checkpoint's, was given from outside. */
  readonly pinned: boolean;
  /** Commitments whose words are not here. */
  readonly redacted: number;
  /** Entries whose clock was behind their predecessor's. */
  readonly behind: readonly number[];
  readonly development: boolean;
}

/** What a ledger is held against. */
export interface Against {
  readonly checkpoints: readonly { readonly name: string; readonly checkpoint: Checkpoint }[];
  /** Keys that are trusted from elsewhere; none: the first entry's key is taken on trust. */
  readonly keys: readonly PublicKey[];
  /** Words may be missing, as in an export for outsiders. */
  readonly redacted: boolean;
}

/**
 * Verifies a ledger from nothing but its bytes: every line canonical, every signature, every link of the chain,
 * every action allowed by the rules of its time, and nothing gone, moved or changed since any checkpoint.
 * @throws CliError (exit code 2) when there is no such file
 */
export async function verifyLedger(path: string, against: Against): Promise<Verification> {
  return verifyBytes(await bytesOf(path), against);
}

/** {@link verifyLedger} of bytes. */
export function verifyBytes(bytes: Uint8Array, against: Against): Verification {
  const { log, problems } = takeLines(bytes, against.redacted);
  const { state, entries } = log;
  const first = entries[0]?.key ?? "";
  const pinned = against.keys.length > 0;
  if (pinned && !against.keys.some(({ id }) => id === first))
    problems.push(`the first entry is signed by ${first || "nobody"}, none of the keys that were given`);
  for (const { name, checkpoint } of against.checkpoints) {
    const problem = checkpointProblem(state, checkpoint, against.keys);
    if (problem) problems.push(`checkpoint ${name}: ${problem}`);
  }
  const anchored = Math.max(0, ...against.checkpoints.map(({ checkpoint }) => checkpoint.size));
  const words = entries.reduce((sum, entry) => sum + commitmentsOf(entry), 0);
  const known = entries.reduce((sum, { disclosures }) => sum + Object.keys(disclosures).length, 0);
  return {
    valid: problems.length === 0,
    origin: state.origin,
    entries: entries.length,
    root: Buffer.from(rootOf(state.leaves)).toString("hex"),
    problems,
    checkpoints: against.checkpoints.map(({ name, checkpoint }) => ({ name, size: checkpoint.size })),
    unanchored: Math.max(0, entries.length - anchored),
    root_of_trust: first,
    pinned,
    redacted: words - known,
    behind: state.behind,
    development: state.rules?.settings.development ?? false,
  };
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    if (!(await lstat(path)).isFile()) throw new Error("wanted a plain file, got a link or a folder");
    return await readFile(path);
  } catch (cause) {
    throw new CliError(`Cannot read ledger "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}

function takeLines(
  bytes: Uint8Array,
  redacted: boolean,
): { readonly log: Replay; readonly problems: string[] } {
  const log = replay();
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const lines = text.split("\n");
    const torn = lines.pop();
    for (const line of lines) {
      const entry = log.take(line);
      if (!redacted && Object.keys(entry.disclosures).length !== commitmentsOf(entry))
        return { log, problems: [`entry ${entry.seq}: words that it commits to are gone`] };
    }
    const problems =
      torn === ""
        ? []
        : [
            `the last line is torn: ${torn?.length ?? 0} characters that never counted; the next append moves them aside`,
          ];
    return { log, problems: lines.length === 0 ? ["there is no entry", ...problems] : problems };
  } catch (cause) {
    return { log, problems: [oneLine(cause)] };
  }
}

/** What of a ledger contradicts a checkpoint; null where it is the same ledger, perhaps longer. */
export function checkpointProblem(
  state: GateState,
  checkpoint: Checkpoint,
  trusted: readonly PublicKey[],
): string | null {
  if (checkpoint.origin !== state.origin) return `it is of the ledger "${checkpoint.origin}"`;
  // A stolen key that was revoked signs no later checkpoint.
  const keys = state.stewardKeys.filter(
    ({ from, to }) => from < checkpoint.size && (to === null || checkpoint.size <= to),
  );
  if (![...trusted, ...keys.map(({ key }) => key)].some((key) => checkpointSignedBy(checkpoint, key)))
    return "no steward's key signed it";
  if (checkpoint.size > state.leaves.length)
    return `it covers ${checkpoint.size} entries, the ledger has ${state.leaves.length}: the end is gone`;
  return sameHash(rootOf(state.leaves.slice(0, checkpoint.size)), checkpoint.root)
    ? null
    : `the first ${checkpoint.size} entries are not the ones that it covers: they were changed, moved or removed`;
}
