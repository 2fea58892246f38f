// @peculiar/x509 needs it, and leaves to its users to load it before.
import "reflect-metadata";
import { createPrivateKey, randomBytes, sign } from "node:crypto";
import { join } from "node:path";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { CoseAlgorithmIdentifier, type Signer } from "@trustnxt/c2pa-ts/cose";
import { changeFile } from "../process/change-file.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { privateFolder, readSafely, writeSafely } from "../process/safe-files.ts";

/** Who signs releases. */
export interface ReleaseSigner {
  readonly signer: Signer;
  /** A certificate that Sluice made for itself: it shows that a file is unchanged, not who released it. */
  readonly test: boolean;
}

const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const YEAR = 365 * 86_400_000;
const FILES = { certificate: "test-certificate.pem", key: "test-certificate.key" } as const;

/**
 * Loads an own certificate: a chain in PEM, the signing certificate first, and its P-256 key (PKCS#8 PEM).
 * @throws CliError (exit code 2) when a file cannot be read or does not fit
 */
export async function loadSigner(paths: {
  readonly certificate: string;
  readonly key: string;
}): Promise<ReleaseSigner> {
  const chain = text(await readSafely(paths.certificate));
  const key = text(await readSafely(paths.key));
  try {
    return { signer: toSigner(chain, key), test: false };
  } catch (cause) {
    throw new CliError(`Cannot sign with certificate "${paths.certificate}": ${oneLine(cause)}`, {
      exitCode: 2,
      cause,
    });
  }
}

/**
 * The test certificate in a folder of the user's configuration, made at the first call: a certificate authority
 * whose key is thrown away at once, and one certificate by it, valid for ten years.
 */
export async function testSigner(folder: string, now: () => Date): Promise<ReleaseSigner> {
  await privateFolder(folder);
  const paths = { certificate: join(folder, FILES.certificate), key: join(folder, FILES.key) };
  const there = await readSafely(paths.key).then(
    () => true,
    () => false,
  );
  // Of two that make one at once, the second finds it made: a key never stands beside another's certificate.
  if (!there)
    await changeFile(
      paths.key,
      async (old) => {
        if (old !== null) return old;
        const made = await makeTestCertificate(now());
        await writeSafely(paths.certificate, made.chain);
        return made.key;
      },
      0o600,
    );
  return { ...(await loadSigner(paths)), test: true };
}

function toSigner(chain: string, key: string): Signer {
  const [certificate, ...chainCertificates] = PemConverter.decode(chain).map(
    (der) => new X509Certificate(der),
  );
  if (!certificate) throw new Error("wanted a certificate in PEM");
  const privateKey = createPrivateKey(key);
  if (privateKey.asymmetricKeyDetails?.namedCurve !== "prime256v1")
    throw new Error(`wanted a P-256 key, got ${privateKey.asymmetricKeyType ?? "none"}`);
  // c2pa-ts brings an older copy of the same library; to sign it only reads `rawData`, which both have.
  return {
    certificate: certificate as unknown as Signer["certificate"],
    chainCertificates: chainCertificates as unknown as Signer["chainCertificates"],
    algorithm: CoseAlgorithmIdentifier.ES256,
    sign: async (payload) => sign("sha256", payload, { key: privateKey, dsaEncoding: "ieee-p1363" }),
  };
}

/** C2PA refuses self-signed certificates, so that a test needs an authority as well. */
async function makeTestCertificate(from: Date): Promise<{ readonly chain: string; readonly key: string }> {
  const authority = await crypto.subtle.generateKey(ES256, true, ["sign", "verify"]);
  const own = await crypto.subtle.generateKey(ES256, true, ["sign", "verify"]);
  const dates = {
    notBefore: new Date(from.getTime() - 86_400_000),
    notAfter: new Date(from.getTime() + 10 * YEAR),
  };
  const issuer = "CN=Sluice test authority (trusted by nobody), O=Sluice test";
  const root = await X509CertificateGenerator.createSelfSigned({
    ...dates,
    serialNumber: randomBytes(8).toString("hex"),
    name: issuer,
    keys: authority,
    signingAlgorithm: ES256,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  const leaf = await X509CertificateGenerator.create({
    ...dates,
    serialNumber: randomBytes(8).toString("hex"),
    subject: "CN=Sluice test certificate, O=Sluice test",
    issuer,
    publicKey: own.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: ES256,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.emailProtection], false),
      await SubjectKeyIdentifierExtension.create(own.publicKey),
      await AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", own.privateKey);
  return {
    chain: `${leaf.toString("pem")}\n${root.toString("pem")}\n`,
    key: `${PemConverter.encode(pkcs8, "PRIVATE KEY")}\n`,
  };
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}
