import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { CliError, oneLine } from "../../process/errors.ts";
import { readPrivateFile, writePrivateFile } from "./private-file.ts";
import { type PublicKey, parsePublicKey } from "./public-key.ts";
import { newSigningKey, type SigningKey, signingKeyFromPem, signingKeyFromSeed } from "./signing-key.ts";

/** What a key file holds. */
export interface Keys {
  readonly signing: SigningKey;
  /** age identity (`AGE-SECRET-KEY-…`) that opens sealed images; null where there is none. */
  readonly identity: string | null;
}

/** Asks for a passphrase; null where nobody can be asked. */
export type AskPassphrase = (path: string) => Promise<string | null>;

const SSH = "SSH-KEY ";

/**
 * Reads a key file: one of `sluice gate keygen`, an OpenSSH or a PKCS#8 private key of ed25519.
 * @throws CliError (exit code 2) when it is missing, open to others, of another kind, or the passphrase is wrong
 */
export async function readKeys(path: string, ask: AskPassphrase): Promise<Keys> {
  const text = await readPrivateFile(path);
  try {
    return await keysOf(text, path, ask);
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw new CliError(`Cannot use key "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}

async function keysOf(text: string, path: string, ask: AskPassphrase): Promise<Keys> {
  if (text.startsWith("-----BEGIN AGE ENCRYPTED FILE-----"))
    return keysOf(await opened(text, await passphrase(path, ask)), path, ask);
  if (text.includes("-----BEGIN OPENSSH PRIVATE KEY-----"))
    return { signing: await openSsh(text, path, ask), identity: null };
  const lines = text.split("\n").map((line) => line.trim());
  const identity = lines.find((line) => line.startsWith("AGE-SECRET-KEY-")) ?? null;
  const link = lines.find((line) => line.startsWith(SSH))?.slice(SSH.length);
  if (link !== undefined) return { ...(await readKeys(link, ask)), identity };
  const [pem] = /-----BEGIN PRIVATE KEY-----[\s\S]*-----END PRIVATE KEY-----/u.exec(text) ?? [];
  if (pem === undefined) throw new Error("wanted an ed25519 private key, got something else");
  return { signing: signingKeyFromPem(pem), identity };
}

async function passphrase(path: string, ask: AskPassphrase): Promise<string> {
  const words = await ask(path);
  if (words === null)
    throw new Error("it is locked by a passphrase; give it with --passphrase-file, or at a terminal");
  return words;
}

async function opened(text: string, words: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(words);
  try {
    return await decrypter.decrypt(armor.decode(text), "text");
  } catch (cause) {
    throw new Error("the passphrase is wrong, or the file is damaged", { cause });
  }
}

async function openSsh(text: string, path: string, ask: AskPassphrase): Promise<SigningKey> {
  const { default: sshpk } = await import("sshpk");
  const parse = (words?: string) =>
    sshpk.parsePrivateKey(text, "ssh-private", words === undefined ? {} : { passphrase: words });
  let key: ReturnType<typeof parse>;
  try {
    key = parse();
  } catch (cause) {
    if (!(cause instanceof sshpk.KeyEncryptedError)) throw cause;
    key = parse(await passphrase(path, ask));
  }
  if (key.type !== "ed25519") throw new Error(`wanted an ed25519 key, got ${key.type}`);
  const seed = (key as unknown as { readonly part: { readonly k: { readonly data: Uint8Array } } }).part.k
    .data;
  return signingKeyFromSeed(seed.subarray(0, 32));
}

/** How a new key file is locked. */
export interface Lock {
  readonly passphrase: string;
  /** log₂ of scrypt's cost; age's default is 18. */
  readonly work?: number;
}

/**
 * Makes a key file: a fresh ed25519 key, or a person's OpenSSH key by its path, and a fresh age identity.
 * @param ssh an OpenSSH private key that signs, absolute; null: a fresh one
 * @returns the line that a steward enrols: `ssh-ed25519 AAAA… age1…`
 */
export async function makeKeyFile(
  path: string,
  ssh: { readonly path: string; readonly key: PublicKey } | null,
  lock: Lock | null,
): Promise<{ readonly line: string; readonly key: PublicKey }> {
  const identity = await generateX25519Identity();
  const fresh = ssh === null ? newSigningKey() : null;
  const text = `${fresh === null ? `${SSH}${ssh?.path ?? ""}\n` : fresh.pem}${identity}\n`;
  await writePrivateFile(path, lock === null ? text : await locked(text, lock));
  const key = fresh?.public ?? ssh?.key;
  if (key === undefined) throw new Error("no key");
  return { line: `${key.ssh} ${await identityToRecipient(identity)}`, key };
}

async function locked(text: string, { passphrase: words, work }: Lock): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(words);
  if (work !== undefined) encrypter.setScryptWorkFactor(work);
  return armor.encode(await encrypter.encrypt(text));
}

/** What a steward enrols of a person: the key, and the recipient where the line names one. */
export interface Enrolment {
  readonly key: PublicKey;
  readonly recipients: readonly string[];
}

/**
 * Reads a public line: `ssh-ed25519 AAAA… [comment] [age1…]`.
 * @throws Error with one line
 */
export function parseEnrolment(line: string): Enrolment {
  const recipients = line.split(/\s+/u).filter((word) => /^age1[0-9a-z]{58}$/u.test(word));
  return { key: parsePublicKey(line), recipients };
}

/** What a steward would enrol of a key file's owner. */
export async function enrolmentOf({ signing, identity }: Keys): Promise<Enrolment> {
  return { key: signing.public, recipients: identity === null ? [] : [await identityToRecipient(identity)] };
}
