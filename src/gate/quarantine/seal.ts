import { Decrypter, Encrypter } from "age-encryption";
import { oneLine } from "../../process/errors.ts";

/**
 * Encrypts for every recipient (age v1, X25519): any of their identities opens it, nothing else does.
 * @param recipients `age1…`, at least one
 * @throws Error with one line when there is none, or one is not a recipient
 */
export async function seal(bytes: Uint8Array, recipients: readonly string[]): Promise<Uint8Array> {
  if (recipients.length === 0) throw new Error("Cannot seal: wanted at least one recipient, got none");
  const encrypter = new Encrypter();
  for (const recipient of recipients) addRecipient(encrypter, recipient);
  return encrypter.encrypt(bytes);
}

function addRecipient(encrypter: Encrypter, recipient: string): void {
  try {
    encrypter.addRecipient(recipient);
  } catch (cause) {
    throw new Error(`Cannot seal for "${recipient.slice(0, 12)}…": wanted an age recipient (age1…)`, {
      cause,
    });
  }
}

/**
 * Opens what {@link seal} closed.
 * @param identity `AGE-SECRET-KEY-1…` of one of the recipients
 * @throws Error with one line when it was not sealed for this identity, or was changed since
 */
export async function unseal(sealed: Uint8Array, identity: string): Promise<Uint8Array> {
  try {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    return await decrypter.decrypt(sealed);
  } catch (cause) {
    throw new Error(`Cannot unseal: ${reasonOf(oneLine(cause))}`, { cause });
  }
}

/** age-encryption's messages never hold keys; they are only too terse for people. */
function reasonOf(message: string): string {
  if (/no identity matched/iu.test(message)) return "it was not sealed for this person";
  if (/identity|secret/iu.test(message)) return "this is no age identity (AGE-SECRET-KEY-1…)";
  return `the file is damaged or was changed (${message})`;
}
