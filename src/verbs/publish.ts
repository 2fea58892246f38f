import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { makeCheckpoint } from "../gate/checkpoints.ts";
import { CliError } from "../process/errors.ts";
import { writeWhole } from "../process/files.ts";
import { type Asked, askWitnesses } from "./ask-witnesses.ts";
import { exportLedger, inClear } from "./export-folder.ts";
import { type GateSession, inside, type OpenGate } from "./opened.ts";

/** A checkpoint over the ledger. */
export interface Checkpoint {
  readonly origin: string;
  /** Entries that it covers. */
  readonly size: number;
  /** RFC 6962 root (hex) over them. */
  readonly root: string;
  /** The signed note, to be published. */
  readonly note: string;
  /** The rules' witnesses, and what became of their cosignatures. */
  readonly witnesses: readonly Asked[];
}

/**
 * Signs a checkpoint over the ledger as it is now.
 * @param out where the note is written too; null: only beside the ledger
 * @throws CliError: exit code 2 where there is no folder for it, 3 when the person is no steward
 */
export async function checkpoint(
  { [inside]: { gate, keys } }: GateSession,
  out: string | null,
): Promise<Checkpoint> {
  refuseNowhere(out);
  const made = await makeCheckpoint(gate, keys.signing);
  const { note, asked } = await askWitnesses(gate, made);
  if (out !== null) await writeWhole(out, note);
  const { size, root, origin } = made.checkpoint;
  return { origin, size, root: Buffer.from(root).toString("hex"), note, witnesses: asked };
}

/** Asked before anything is signed, or a key is asked for. @throws CliError (exit code 2) */
export function refuseNowhere(out: string | null): void {
  if (out !== null && !existsSync(dirname(resolve(out))))
    throw new CliError(`Cannot write "${out}": there is no such folder`, { exitCode: 2 });
}

/**
 * Writes the ledger, its checkpoints and public keys as a folder for an auditor.
 * @param redacted prompts, names, notes and reasons as salted hashes; everything still verifies
 * @returns how many entries it holds, and of how many older ones scores and digests stand in clear all the same
 * @throws CliError (exit code 2) when the folder is there already
 */
export async function publish(
  { [inside]: { gate } }: OpenGate,
  out: string,
  redacted: boolean,
): Promise<{ readonly entries: number; readonly inClear: number }> {
  await exportLedger(gate, resolve(out), redacted);
  return { entries: gate.entries.length, inClear: redacted ? inClear(gate) : 0 };
}
