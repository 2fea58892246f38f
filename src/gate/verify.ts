import { lstat, readFile } from "node:fs/promises";
import { type Checkpoint, checkpointSignedBy } from "../ledger/checkpoint.ts";
import type { PublicKey } from "../ledger/keys/public-key.ts";
import { textsOf } from "../ledger/lines.ts";
import { rootOf, sameHash } from "../ledger/merkle.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { counted } from "../process/figures.ts";
import type { Reason } from "../process/reason.ts";
import { commitmentsOf } from "./gate.ts";
import { enrolledAlone } from "./state/enrolled-alone.ts";
import { foreignIn } from "./state/foreign.ts";
import { faultRule, type Replay, replay, wordsGone } from "./state/replay.ts";
import type { GateState } from "./state/state.ts";
import { stewardsOf } from "./state/stewards.ts";

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
  /** The same as values. */
  readonly why: readonly Reason[];
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
  /** Entries whose clock was further ahead than one signature moves the ledger's. */
  readonly ahead: readonly number[];
  /**
   * What entries rest on that the allow-list in force does not name, each in one line; null where the rules have no
   * list. Entries from before the list are held against it too.
   */
  readonly foreign: readonly string[] | null;
  readonly development: boolean;
  /** Pseudonyms of people whose keys one steward brought alone: each may be that steward. */
  readonly enrolled_alone: readonly string[];
  /** Stewards who could agree to, or veto, a change of people and rules. */
  readonly stewards: number;
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

/** {@link verifyLedger}, and what the entries that verify add up to. */
export async function verifiedState(
  path: string,
  against: Against,
): Promise<{ readonly found: Verification; readonly state: GateState }> {
  const taken = takeLines(await bytesOf(path), against.redacted);
  return { found: verified(taken, against), state: taken.log.state };
}

/** {@link verifyLedger} of bytes. */
export function verifyBytes(bytes: Uint8Array, against: Against): Verification {
  return verified(takeLines(bytes, against.redacted), against);
}

function verified({ log, faults }: Taken, against: Against): Verification {
  const { state, entries } = log;
  const first = entries[0]?.key ?? "";
  const pinned = against.keys.length > 0;
  if (pinned && !against.keys.some(({ id }) => id === first))
    faults.push({
      rule: "another-root-of-trust",
      reason: `the first entry is signed by ${first || "nobody"}, none of the keys that were given`,
    });
  for (const { name, checkpoint } of against.checkpoints) {
    const problem = checkpointProblem(state, checkpoint, against.keys);
    if (problem) faults.push({ rule: problem.rule, reason: `checkpoint ${name}: ${problem.reason}` });
  }
  const anchored = Math.max(0, ...against.checkpoints.map(({ checkpoint }) => checkpoint.size));
  const words = entries.reduce((sum, entry) => sum + commitmentsOf(entry), 0);
  const known = entries.reduce((sum, { disclosures }) => sum + Object.keys(disclosures).length, 0);
  return {
    valid: faults.length === 0,
    origin: state.origin,
    entries: entries.length,
    root: Buffer.from(rootOf(state.leaves)).toString("hex"),
    problems: faults.map(({ reason }) => reason),
    why: faults,
    checkpoints: against.checkpoints.map(({ name, checkpoint }) => ({ name, size: checkpoint.size })),
    unanchored: Math.max(0, entries.length - anchored),
    root_of_trust: first,
    pinned,
    redacted: words - known,
    behind: state.behind,
    ahead: state.ahead,
    foreign: foreignEntries(log),
    development: state.rules?.settings.development ?? false,
    enrolled_alone: [...enrolledAlone(state).keys()],
    stewards: stewardsOf(state, state.clock).length,
  };
}

function foreignEntries({ state, entries }: Replay): readonly string[] | null {
  const allowed = state.rules?.allowed;
  if (allowed == null) return null;
  return entries.flatMap(({ seq, event }) =>
    foreignIn(allowed, event).map(({ reason }) => `entry ${seq}: ${reason}`),
  );
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    if (!(await lstat(path)).isFile()) throw new Error("wanted a plain file, got a link or a folder");
    return await readFile(path);
  } catch (cause) {
    throw new CliError(`Cannot read ledger "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}

interface Taken {
  readonly log: Replay;
  readonly faults: Reason[];
}

function takeLines(bytes: Uint8Array, redacted: boolean): Taken {
  const log = replay();
  try {
    const end = bytes.lastIndexOf(10) + 1;
    const lines = textsOf(bytes.subarray(0, end));
    const torn = bytes.length - end;
    for (const line of lines) {
      const entry = log.take(line);
      if (!redacted && Object.keys(entry.disclosures).length !== commitmentsOf(entry))
        return {
          log,
          faults: [{ rule: wordsGone.rule, reason: `entry ${entry.seq}: ${wordsGone.reason}` }],
        };
    }
    const faults: Reason[] = [];
    if (lines.length === 0) faults.push({ rule: "no-entry", reason: "there is no entry" });
    if (torn > 0)
      faults.push({
        rule: "torn-line",
        reason: `the last line is torn: ${torn} bytes that never counted; the next append moves them aside`,
      });
    return { log, faults };
  } catch (cause) {
    return { log, faults: [{ rule: faultRule(cause), reason: oneLine(cause) }] };
  }
}

/** What of a ledger contradicts a checkpoint; null where it is the same ledger, perhaps longer. */
export function checkpointProblem(
  state: GateState,
  checkpoint: Checkpoint,
  trusted: readonly PublicKey[],
): Reason | null {
  const because = (rule: string, reason: string): Reason => ({ rule, reason });
  if (checkpoint.origin !== state.origin)
    return because("another-ledger", `it is of the ledger "${checkpoint.origin}"`);
  // A stolen key that was revoked signs no later checkpoint.
  const keys = state.stewardKeys.filter(
    ({ from, to }) => from < checkpoint.size && (to === null || checkpoint.size <= to),
  );
  if (![...trusted, ...keys.map(({ key }) => key)].some((key) => checkpointSignedBy(checkpoint, key)))
    return because("no-stewards-key", "no steward's key signed it");
  if (checkpoint.size > state.leaves.length)
    return because(
      "end-is-gone",
      `it covers ${counted(checkpoint.size, "entry", "entries")}, the ledger has ${state.leaves.length}: the end is gone`,
    );
  return sameHash(rootOf(state.leaves.slice(0, checkpoint.size)), checkpoint.root)
    ? null
    : because(
        "entries-changed",
        `the first ${counted(checkpoint.size, "entry", "entries")} are not the ones that it covers: they were changed, moved or removed`,
      );
}
