import { readFile } from "node:fs/promises";
import { checkpointSignedBy } from "../ledger/checkpoint.ts";
import type { PublicKey } from "../ledger/keys/public-key.ts";
import { checkProof, isProof } from "../ledger/proof.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { counted } from "../process/figures.ts";

/** What a proof was found to be. */
export type ProofChecked =
  | { readonly kind: "no proof"; readonly valid: false; readonly problem: string }
  | {
      readonly kind: "inclusion" | "consistency";
      readonly valid: true;
      readonly origin: string;
      /** Entries of its checkpoints. */
      readonly sizes: readonly number[];
      /** What it is of; null where it proves that the ledger only grew. */
      readonly entry: {
        readonly seq: number;
        readonly time: string;
        readonly type: string;
        readonly event: Readonly<Record<string, unknown>>;
      } | null;
    };

/**
 * Checks a proof against keys from elsewhere.
 * @throws CliError (exit code 2) for a file that is no proof, or without a key
 */
export async function verifyProof(path: string, keys: readonly PublicKey[]): Promise<ProofChecked> {
  const text = await readFile(path, "utf8");
  const refuse = (reason: string): never => {
    throw new CliError(`Cannot verify "${path}": ${reason}`, { exitCode: 2 });
  };
  if (text.startsWith('{"answer":'))
    refuse("it is an answer to an outsider; check it with sluice gate answer");
  if (!isProof(text)) refuse("wanted a folder, a ledger.jsonl or a proof");
  if (keys.length === 0) refuse("a proof says whose key to trust only to who knows it; give --key");
  try {
    return checked(text, keys);
  } catch (cause) {
    return { kind: "no proof", valid: false, problem: oneLine(cause) };
  }
}

function checked(text: string, keys: readonly PublicKey[]): ProofChecked {
  const proof = checkProof(text);
  const unsigned = proof.checkpoints.find((one) => !keys.some((key) => checkpointSignedBy(one, key)));
  if (unsigned) {
    const problem = `none of the keys that were given signed the checkpoint of ${counted(unsigned.size, "entry", "entries")}`;
    return { kind: "no proof", valid: false, problem };
  }
  const sizes = proof.checkpoints.map(({ size }) => size);
  const { origin = "" } = proof.checkpoints[0] ?? {};
  const common = { kind: proof.kind, valid: true, origin, sizes } as const;
  if (proof.kind !== "inclusion") return { ...common, entry: null };
  const { seq, time, event } = proof.entry;
  return { ...common, entry: { seq, time, type: event.type, event: { ...event } } };
}
