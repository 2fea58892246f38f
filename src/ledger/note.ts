import { sha256Bytes } from "../digest/sha256.ts";
import { type PublicKey, publicKey, signedBy } from "./keys/public-key.ts";
import type { SigningKey } from "./keys/signing-key.ts";

/** One signature line of a note. */
export interface NoteSignature {
  readonly name: string;
  /** First four bytes of the key's id, then the signature. */
  readonly bytes: Uint8Array;
}

/** A C2SP signed note: text that ends with a line break, and signature lines. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const ED25519 = Uint8Array.of(1);

/** C2SP signed-note: the key id is the start of SHA-256 of name, line break, algorithm and key. */
function keyId(name: string, { raw }: PublicKey): Uint8Array {
  return sha256Bytes(`${name}\n`, ED25519, raw).subarray(0, 4);
}

/** A verifier key as tools of the transparency-log world read it: `name+id+key`. */
export function verifierKey(name: string, key: PublicKey): string {
  const id = Buffer.from(keyId(name, key)).toString("hex");
  return `${name}+${id}+${Buffer.concat([ED25519, key.raw]).toString("base64")}`;
}

/**
 * Reads a verifier key.
 * @throws Error with one line when it is damaged or of another algorithm
 */
export function parseVerifierKey(text: string): { readonly name: string; readonly key: PublicKey } {
  const [, name, id, blob] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text.trim()) ?? [];
  const bytes = Buffer.from(blob ?? "", "base64");
  if (name === undefined || bytes.length !== 33 || bytes[0] !== 1 || bytes.toString("base64") !== blob)
    throw new Error("wanted a verifier key, name+id+key of ed25519");
  const key = publicKey(bytes.subarray(1));
  if (verifierKey(name, key) !== text.trim()) throw new Error(`the verifier key's id ${id} is not its key's`);
  return { name, key };
}

/** Signs a text. @param text ends with a line break and holds no empty line at its end */
export function signNote(text: string, name: string, key: SigningKey): string {
  const bytes = Buffer.concat([keyId(name, key.public), key.sign(Buffer.from(text))]);
  return `${text}\n— ${name} ${bytes.toString("base64")}\n`;
}

/**
 * Reads a note; whose signatures hold is asked with {@link noteSignedBy}.
 * @throws Error with one line when it is no note
 */
export function parseNote(note: string): Note {
  const at = note.lastIndexOf("\n\n");
  if (at < 0 || !note.endsWith("\n"))
    throw new Error("wanted a signed note: text, an empty line, signatures");
  const signatures = note
    .slice(at + 2, -1)
    .split("\n")
    .map((line) => {
      const [, name, blob = ""] = /^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$/u.exec(line) ?? [];
      const bytes = Buffer.from(blob, "base64");
      if (name === undefined || bytes.length < 5 || bytes.toString("base64") !== blob)
        throw new Error("a signature line of the note is damaged");
      return { name, bytes };
    });
  return { text: note.slice(0, at + 1), signatures };
}

/** Whether one of the note's signatures is this key's, under this name. */
export function noteSignedBy({ text, signatures }: Note, name: string, key: PublicKey): boolean {
  const id = keyId(name, key);
  return signatures.some(
    (one) =>
      one.name === name &&
      Buffer.compare(one.bytes.subarray(0, 4), id) === 0 &&
      signedBy(key, Buffer.from(text), one.bytes.subarray(4)),
  );
}
