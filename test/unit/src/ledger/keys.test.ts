import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { enrolmentOf, makeKeyFile, parseEnrolment, readKeys } from "../../../../src/ledger/keys/key-file.ts";
import { parsePublicKey, signedBy } from "../../../../src/ledger/keys/public-key.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-keys-"));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const nobody = async () => null;
const at = (name: string) => join(folder, name);
const message = Buffer.from("a message");

function sshKeygen(name: string, ...words: readonly string[]): boolean {
  try {
    execFileSync("ssh-keygen", ["-q", "-f", at(name), ...words]);
    return true;
  } catch {
    return false;
  }
}
const withSsh = sshKeygen("id", "-t", "ed25519", "-N", "");

describe("a key file", () => {
  it("is made with mode 0600, signs, and names its owner's line", async () => {
    const { line, key } = await makeKeyFile(at("a.key"), null, null);
    expect(statSync(at("a.key")).mode & 0o777).toBe(0o600);
    const keys = await readKeys(at("a.key"), nobody);
    expect(signedBy(key, message, keys.signing.sign(message))).toBe(true);
    expect(signedBy(key, Buffer.from("another"), keys.signing.sign(message))).toBe(false);
    expect(parseEnrolment(line)).toEqual(await enrolmentOf(keys));
    await expect(makeKeyFile(at("a.key"), null, null)).rejects.toThrow(/a key is never overwritten/u);
  });

  it("that a passphrase locks opens with it only", async () => {
    const { key } = await makeKeyFile(at("b.key"), null, { passphrase: "open sesame", work: 10 });
    expect(readFileSync(at("b.key"), "utf8")).not.toContain("PRIVATE KEY");
    expect((await readKeys(at("b.key"), async () => "open sesame")).signing.public.id).toBe(key.id);
    await expect(readKeys(at("b.key"), async () => "open")).rejects.toThrow(/the passphrase is wrong/u);
    await expect(readKeys(at("b.key"), nobody)).rejects.toThrow(/locked by a passphrase/u);
  });

  it.each([0o640, 0o604, 0o620, 0o666])(
    "of mode %o is refused: others may read or change it",
    async (mode) => {
      await makeKeyFile(at(`m${mode}.key`), null, null);
      chmodSync(at(`m${mode}.key`), mode);
      await expect(readKeys(at(`m${mode}.key`), nobody)).rejects.toMatchObject({ exitCode: 2 });
      symlinkSync(at(`m${mode}.key`), at(`l${mode}.key`));
      await expect(readKeys(at(`l${mode}.key`), nobody)).rejects.toThrow(/others may read or change it/u);
    },
  );

  it("that is missing, a folder or something else is refused in one line", async () => {
    await expect(readKeys(at("none.key"), nobody)).rejects.toThrow(
      /there is none; make one: sluice gate keygen/u,
    );
    await expect(readKeys(folder, nobody)).rejects.toThrow(/not a plain file/u);
    writeFileSync(at("junk.key"), "hello", { mode: 0o600 });
    await expect(readKeys(at("junk.key"), nobody)).rejects.toThrow(/wanted an ed25519 private key/u);
  });
});

describe.skipIf(!withSsh)("an OpenSSH key", () => {
  it("signs as it is, has ssh-keygen's fingerprint, and takes an age identity beside it", async () => {
    const { signing, identity } = await readKeys(at("id"), nobody);
    expect(identity).toBeNull();
    const shown = execFileSync("ssh-keygen", ["-lf", at("id.pub")], { encoding: "utf8" });
    expect(shown).toContain(signing.public.id);
    expect(parsePublicKey(readFileSync(at("id.pub"), "utf8")).id).toBe(signing.public.id);
    await makeKeyFile(at("linked.key"), { path: at("id"), key: signing.public }, null);
    const linked = await readKeys(at("linked.key"), nobody);
    expect(linked.signing.public.id).toBe(signing.public.id);
    expect(linked.identity).toMatch(/^AGE-SECRET-KEY-/u);
    expect(signedBy(signing.public, message, linked.signing.sign(message))).toBe(true);
  });

  it("with a passphrase opens with it only", async () => {
    sshKeygen("locked", "-t", "ed25519", "-N", "open sesame", "-a", "4");
    expect((await readKeys(at("locked"), async () => "open sesame")).signing.public.id).toMatch(/^SHA256:/u);
    await expect(readKeys(at("locked"), async () => "wrong")).rejects.toMatchObject({ exitCode: 2 });
    await expect(readKeys(at("locked"), nobody)).rejects.toThrow(/locked by a passphrase/u);
  });

  it("of another kind is refused", async () => {
    sshKeygen("ec", "-t", "ecdsa", "-N", "");
    await expect(readKeys(at("ec"), nobody)).rejects.toThrow(/wanted an ed25519 key, got ecdsa/u);
    expect(() => parsePublicKey(readFileSync(at("ec.pub"), "utf8"))).toThrow(/wanted an ssh-ed25519 key/u);
  });
});
