import { sha256Bytes } from "../digest/sha256.ts";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import { type PublicKey, publicKey, signedBy } from "./keys/public-key.ts";
import type { SigningKey } from "./keys/signing-key.ts";

/** C2SP tlog-cosignature: the algorithm's byte of Ed25519 cosignatures of version 1. */
const COSIGNATURE = Uint8Array.of(4);

/** Somebody who looks at checkpoints and says that the ledger only grew. */
export interface Witness {
  /** A name as origins have it. */
  readonly name: string;
  readonly key: PublicKey;
}

function keyId({ name, key }: Witness): Uint8Array {
  return sha256Bytes(`${name}\n`, COSIGNATURE, key.raw).subarray(0, 4);
}

/** What a cosignature signs: when, and the whole text of the checkpoint. */
function message(text: string, seconds: number): Uint8Array {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
}

/** A witness's key as tools of the transparency-log world read it: `name+id+key`. */
export function witnessKey(witness: Witness): string {
  const id = Buffer.from(keyId(witness)).toString("hex");
  return `${witness.name}+${id}+${Buffer.concat([COSIGNATURE, witness.key.raw]).toString("base64")}`;
}

/** @throws Error with one line when it is damaged or of another algorithm */
export function parseWitnessKey(text: string): Witness {
  const [, name, , blob = ""] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text.trim()) ?? [];
  const bytes = Buffer.from(blob, "base64");
  if (name === undefined || bytes.length !== 33 || bytes[0] !== 4)
    throw new Error("wanted a witness's key, name+id+key of ed25519 cosignatures");
  const witness = { name, key: publicKey(bytes.subarray(1)) };
  if (witnessKey(witness) !== text.trim()) throw new Error("the id of the witness's key is not its key's");
  return witness;
}

/** The signature line of a witness under a checkpoint. @param seconds since 1970 */
export function cosign(checkpoint: Checkpoint, name: string, key: SigningKey, seconds: number): string {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(seconds));
  const signature = key.sign(message(checkpoint.note.text, seconds));
  const bytes = Buffer.concat([keyId({ name, key: key.public }), time, signature]);
  return `— ${name} ${bytes.toString("base64")}\n`;
}

/** When a witness cosigned a checkpoint, milliseconds since 1970; null where it did not. */
export function cosignedAt({ note }: Checkpoint, witness: Witness): number | null {
  const id = keyId(witness);
  for (const { name, bytes } of note.signatures) {
    if (name !== witness.name || bytes.length !== 76 || Buffer.compare(bytes.subarray(0, 4), id) !== 0)
      continue;
    const seconds = Number(Buffer.from(bytes).readBigUInt64BE(4));
    if (signedBy(witness.key, message(note.text, seconds), bytes.subarray(12))) return seconds * 1000;
  }
  return null;
}

/** A checkpoint's note with those lines of an answer that are the witness's; null where none is. */
export function withCosignature(note: string, answer: string, witness: Witness): string | null {
  for (const line of answer.split("\n")) {
    const whole = `${note}${line}\n`;
    try {
      if (line !== "" && cosignedAt(parseCheckpoint(whole), witness) !== null) return whole;
    } catch {
      // Signatures that cannot be read are of others.
    }
  }
  return null;
}
