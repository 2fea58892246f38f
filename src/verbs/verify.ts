import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type NamedCheckpoint, ownCheckpoints, readCheckpoint } from "../gate/checkpoints.ts";
import { type Against, type Verification, verifyLedger } from "../gate/verify.ts";
import { cosignedAt, parseWitnessKey, type Witness } from "../ledger/cosignature.ts";
import { type PublicKey, parsePublicKey } from "../ledger/keys/public-key.ts";
import { parseVerifierKey } from "../ledger/note.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { printable } from "../process/printable.ts";
import { gateAt } from "./session.ts";
import { type ProofChecked, verifyProof } from "./verify-proof.ts";

/** What a ledger was found to be, and who else vouches for it. */
export interface LedgerVerified extends Verification {
  readonly kind: "ledger";
  /** The largest checkpoint that each witness cosigned, of those that the ledger was held against. */
  readonly cosigned: readonly { readonly witness: string; readonly size: number; readonly at: string }[];
}

/** What is verified, and what it is held against. */
export interface Verifying {
  readonly env: NodeJS.ProcessEnv;
  /** A gate's or an export's folder, a ledger.jsonl or a proof; default: the gate. */
  readonly path?: string | undefined;
  readonly gate?: string | undefined;
  /** Files of checkpoints that were published. */
  readonly checkpoints: readonly string[];
  /** Keys of witnesses (name+id+key) whose cosignatures are looked for. */
  readonly witnesses?: readonly string[] | undefined;
  /** Stewards' public keys from elsewhere: OpenSSH lines, verifier keys, or files of one. */
  readonly keys: readonly string[];
}

/**
 * Verifies a ledger, an export or a proof from nothing but its bytes.
 * @throws CliError (exit code 2) for what cannot be read
 */
export async function verify(wanted: Verifying): Promise<LedgerVerified | ProofChecked> {
  const target = wanted.path === undefined ? gateAt(wanted.env, wanted.gate).folder : resolve(wanted.path);
  if (!existsSync(target))
    throw new CliError(`Cannot verify "${target}": there is nothing; wanted a gate, an export or a proof`, {
      exitCode: 2,
    });
  if (statSync(target).isFile() && !target.endsWith(".jsonl"))
    return verifyProof(target, await Promise.all(wanted.keys.map(publicKeyFrom)));
  const { path, against } = await ledgerAt(target, wanted);
  const witnesses = (wanted.witnesses ?? []).map(witnessFrom);
  const cosigned = cosignedOf(against.checkpoints, witnesses);
  return { kind: "ledger", ...(await verifyLedger(path, against)), cosigned };
}

/**
 * The ledger in a gate's or an export's folder, or a ledger.jsonl, and what it is held against.
 * @throws CliError (exit code 2) for a key or a checkpoint that cannot be read
 */
export async function ledgerAt(
  target: string,
  wanted: Pick<Verifying, "checkpoints" | "keys">,
): Promise<{ readonly path: string; readonly against: LedgerAgainst }> {
  const isFolder = statSync(target).isDirectory();
  const own = isFolder ? await ownCheckpoints(target) : [];
  const given = await Promise.all(wanted.checkpoints.map((file) => readCheckpoint(file)));
  return {
    path: isFolder ? join(target, "ledger.jsonl") : target,
    against: {
      checkpoints: [...own, ...given],
      keys: await Promise.all(wanted.keys.map(publicKeyFrom)),
      redacted: !isFolder || !existsSync(join(target, "rules")),
    },
  };
}

interface LedgerAgainst extends Against {
  readonly checkpoints: readonly NamedCheckpoint[];
}

/** What each witness cosigned last. */
function cosignedOf(
  checkpoints: readonly NamedCheckpoint[],
  witnesses: readonly Witness[],
): LedgerVerified["cosigned"] {
  return witnesses.flatMap((witness) => {
    const found = checkpoints.flatMap(({ checkpoint }) => {
      const at = cosignedAt(checkpoint, witness);
      return at === null
        ? []
        : [{ witness: witness.name, size: checkpoint.size, at: new Date(at).toISOString() }];
    });
    return found.toSorted((a, b) => b.size - a.size).slice(0, 1);
  });
}

function witnessFrom(text: string): Witness {
  try {
    return parseWitnessKey(text);
  } catch (cause) {
    throw new CliError(`Cannot read key "${printable(text).slice(0, 60)}": ${oneLine(cause)}`, {
      exitCode: 2,
      cause,
    });
  }
}

/** A public key by its line or verifier key, or in a file of one. @throws CliError (exit code 2) */
export async function publicKeyFrom(lineOrFile: string): Promise<PublicKey> {
  const read = (text: string) =>
    text.trim().startsWith("ssh-") ? parsePublicKey(text) : parseVerifierKey(text.trim()).key;
  try {
    const inline = lineOrFile.startsWith("ssh-") || /^\S+\+[0-9a-f]{8}\+/u.test(lineOrFile);
    return read(inline ? lineOrFile : await readFile(lineOrFile, "utf8"));
  } catch (cause) {
    throw new CliError(`Cannot read key "${printable(lineOrFile).slice(0, 60)}": ${oneLine(cause)}`, {
      exitCode: 2,
      cause,
    });
  }
}
