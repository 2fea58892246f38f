// @peculiar/x509 needs it, and leaves to its users to load it before.
import "reflect-metadata";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY = 86_400_000;

const newKeys = () => crypto.subtle.generateKey(ES256, true, ["sign", "verify"]);

/** Somebody with a certificate. */
export interface Holder {
  readonly name: string;
  readonly keys: Awaited<ReturnType<typeof newKeys>>;
  readonly certificate: X509Certificate;
}

/** What a certificate says of itself. */
export interface Wish {
  readonly ca?: boolean;
  readonly pathLength?: number;
  readonly usage?: KeyUsageFlags;
  /** Days from now. */
  readonly from?: number;
  readonly to?: number;
  readonly also?: readonly Extension[];
}

let made = 0;

/** A certificate by an issuer; without one, by itself. */
export async function holder(name: string, issuer: Holder | null, wish: Wish = {}): Promise<Holder> {
  const { ca = false, pathLength, from = -1, to = 1, also = [] } = wish;
  const usage = wish.usage ?? (ca ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature);
  const keys = await newKeys();
  made += 1;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: made.toString(16).padStart(4, "0"),
    subject: `CN=${name}, O=Sluice test`,
    issuer: `CN=${issuer?.name ?? name}, O=Sluice test`,
    notBefore: new Date(Date.now() + from * DAY),
    notAfter: new Date(Date.now() + to * DAY),
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: ES256,
    extensions: [
      new BasicConstraintsExtension(ca, pathLength, true),
      new KeyUsagesExtension(usage, true),
      ...(ca ? [] : [new ExtendedKeyUsageExtension([ExtendedKeyUsage.emailProtection], false)]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create((issuer?.keys ?? keys).publicKey),
      ...also,
    ],
  });
  return { name, keys, certificate };
}
