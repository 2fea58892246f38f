import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type PublicKey, publicKey } from "./public-key.ts";

/** A person's ed25519 key, able to sign. */
export interface SigningKey {
  readonly public: PublicKey;
  /** Ed25519 (RFC 8032) signature, 64 bytes; deterministic. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** A fresh key. */
export function newSigningKey(): SigningKey & { readonly pem: string } {
  const { privateKey } = generateKeyPairSync("ed25519");
  return {
    ...fromKeyObject(privateKey),
    pem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/**
 * A key from PKCS#8 PEM.
 * @throws Error with one line when it is no ed25519 key
 */
export function signingKeyFromPem(pem: string): SigningKey {
  return fromKeyObject(createPrivateKey(pem));
}

/** A key from its 32-byte seed (RFC 8032 §5.1.5). */
export function signingKeyFromSeed(seed: Uint8Array): SigningKey {
  // RFC 8410: a PKCS#8 envelope around the seed.
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  return fromKeyObject(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
}

function fromKeyObject(key: KeyObject): SigningKey {
  if (key.asymmetricKeyType !== "ed25519")
    throw new Error(`wanted an ed25519 key, got ${key.asymmetricKeyType ?? "another kind"}`);
  const { x = "" } = createPublicKey(key).export({ format: "jwk" });
  return {
    public: publicKey(Buffer.from(x, "base64url")),
    sign: (bytes) => sign(null, bytes, key),
  };
}
