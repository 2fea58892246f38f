import { resolve } from "node:path";
import { keyPath } from "../gate/places.ts";
import { makeKeyFile } from "../ledger/keys/key-file.ts";
import { CliError } from "../process/errors.ts";
import { type GatePlace, keysAt } from "./session.ts";

/** A key file that was made. */
export interface KeyMade {
  readonly path: string;
  /** Fingerprint. */
  readonly id: string;
  /** The line that a steward enrols. */
  readonly public: string;
  /** Whether a passphrase locks it. */
  readonly locked: boolean;
}

/**
 * Makes a person's key file: ed25519 to sign with, age to open sealed images with.
 * @param made name: the key's; ssh: an OpenSSH ed25519 key that signs instead of a fresh one; passphrase: asks what
 * locks the file, null: nothing
 * @throws CliError (exit code 2) for an unusable name or key, or a file that is there already
 */
export async function keygen(
  place: Pick<GatePlace, "env" | "passphrase">,
  made: {
    readonly name: string;
    readonly ssh?: string | undefined;
    readonly passphrase: () => Promise<string | null>;
  },
): Promise<KeyMade> {
  const { name, ssh } = made;
  if (!/^[a-z0-9][a-z0-9_-]{0,31}$/u.test(name))
    throw new CliError(
      `Cannot make key "${name}": wanted a name of up to 32 lower-case letters, digits, _ and -`,
      { exitCode: 2 },
    );
  const path = keyPath(place.env, name);
  const passphrase = await made.passphrase();
  const signing = ssh === undefined ? null : await keysAt({ ...place, key: resolve(ssh) });
  const { line, key } = await makeKeyFile(
    path,
    signing === null || ssh === undefined ? null : { path: resolve(ssh), key: signing.signing.public },
    passphrase === null ? null : { passphrase },
  );
  return { path, id: key.id, public: line, locked: passphrase !== null };
}
