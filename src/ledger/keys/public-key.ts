import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { sha256Bytes } from "../../digest/sha256.ts";

/** An ed25519 public key in the form that OpenSSH writes. */
export interface PublicKey {
  /** `SHA256:…`, as `ssh-keygen -lf` prints it. */
  readonly id: string;
  /** `ssh-ed25519 AAAA…`, without a comment. */
  readonly ssh: string;
  /** The point, 32 bytes. */
  readonly raw: Uint8Array;
}

const KIND = "ssh-ed25519";

/**
 * Reads one OpenSSH public key line; a comment is passed over.
 * @throws Error with one line when it is of another kind or damaged
 */
export function parsePublicKey(text: string): PublicKey {
  const [kind, blob = ""] = text.trim().split(/\s+/u);
  if (kind !== KIND)
    throw new Error(`wanted an ${KIND} key, got ${kind ? `"${kind.slice(0, 40)}"` : "nothing"}`);
  const bytes = Buffer.from(blob, "base64");
  if (bytes.length !== 51 || bytes.toString("base64") !== blob) throw new Error(`the ${KIND} key is damaged`);
  const key = publicKey(bytes.subarray(19));
  if (key.ssh !== `${KIND} ${blob}`) throw new Error(`the ${KIND} key is damaged`);
  return key;
}

/** A public key from its 32 bytes. */
export function publicKey(raw: Uint8Array): PublicKey {
  const blob = Buffer.concat([field(Buffer.from(KIND)), field(raw)]);
  const digest = sha256Bytes(blob).toString("base64").replace(/=+$/u, "");
  return { id: `SHA256:${digest}`, ssh: `${KIND} ${blob.toString("base64")}`, raw };
}

/** A length and bytes, as RFC 4251 §5 writes a string. */
function field(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Whether an ed25519 signature (64 bytes) over these bytes is the key's. */
export function signedBy({ raw }: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  return verify(null, bytes, keyObject(raw), signature);
}

function keyObject(raw: Uint8Array): KeyObject {
  const x = Buffer.from(raw).toString("base64url");
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
}
