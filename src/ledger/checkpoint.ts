import type { PublicKey } from "./keys/public-key.ts";
import type { SigningKey } from "./keys/signing-key.ts";
import type { Hash } from "./merkle.ts";
import { type Note, noteSignedBy, parseNote, signNote } from "./note.ts";

/** A tree head that somebody published: the first `size` entries have this root. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
  readonly note: Note;
}

/** C2SP tlog-checkpoint: origin, size, root; signed under the origin's name. */
export function signCheckpoint(origin: string, size: number, root: Hash, key: SigningKey): string {
  return signNote(`${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`, origin, key);
}

/**
 * Reads a checkpoint; further lines of its text, and signatures of witnesses, are kept.
 * @throws Error with one line when it is none
 */
export function parseCheckpoint(text: string): Checkpoint {
  const note = parseNote(text);
  const [origin = "", size = "", root = ""] = note.text.split("\n");
  const hash = Buffer.from(root, "base64");
  if (origin === "" || !/^(?:0|[1-9]\d{0,14})$/u.test(size))
    throw new Error("wanted a checkpoint: origin, size, root");
  if (hash.length !== 32 || hash.toString("base64") !== root)
    throw new Error("the checkpoint's root is not 32 bytes in base64");
  return { origin, size: Number(size), root: hash, note };
}

/** Whether the log's key signed the checkpoint. */
export function checkpointSignedBy({ origin, note }: Checkpoint, key: PublicKey): boolean {
  return noteSignedBy(note, origin, key);
}
