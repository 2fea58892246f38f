// @peculiar/x509 needs it, and leaves to its users to load it before.
import "reflect-metadata";
import { PemConverter, X509Certificate } from "@peculiar/x509";
import type { Manifest } from "@trustnxt/c2pa-ts/manifest";
import { BasicConstraints, Certificate, CertificateChainValidationEngine } from "pkijs";
import type { PublicKey } from "../ledger/keys/public-key.ts";
import { parseVerifierKey } from "../ledger/note.ts";

/** The certificate that signed a manifest. */
export interface SignedBy {
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601, UTC. */
  readonly validUntil: string;
  /** Whether its chain of certificates, each in force, ends at an authority that the reader trusts. */
  readonly trusted: boolean;
}

/** Whom a reader trusts. */
export interface Trust {
  readonly anchors: readonly X509Certificate[];
  /** Gates by origin, with the key that signs their checkpoints. */
  readonly gates: readonly { readonly name: string; readonly key: PublicKey }[];
}

/**
 * Reads whom to trust: certificates in PEM, and verifier keys of gates (`name+id+key`), one a line.
 * @throws Error where there is neither, or a key is damaged
 */
export function readTrust(text: string): Trust {
  const anchors = PemConverter.decode(text).map((der) => new X509Certificate(der));
  const gates = text
    .replace(/-----BEGIN [^-]+-----[\s\S]*?-----END [^-]+-----/gu, "")
    .split("\n")
    .filter((line) => /^[^\s+#]+\+[0-9a-f]{8}\+/u.test(line.trim()))
    .map(parseVerifierKey);
  if (anchors.length + gates.length === 0)
    throw new Error("wanted certificates in PEM or verifier keys of gates");
  return { anchors, gates };
}

/** Who signed a manifest; null where it names no certificate. */
export async function signedBy(
  manifest: Manifest,
  anchors: readonly X509Certificate[],
): Promise<SignedBy | null> {
  const signature = manifest.signature?.signatureData;
  if (!signature?.certificate) return null;
  // c2pa-ts brings an older copy of the same library: only bytes go across.
  const chain = [signature.certificate, ...signature.chainCertificates].map(
    ({ rawData }) => new X509Certificate(rawData),
  );
  const [leaf] = chain;
  if (!leaf) return null;
  const { subject, issuer, notAfter } = leaf;
  return {
    subject,
    issuer,
    validUntil: notAfter.toISOString(),
    trusted: await leadsTo(chain, anchors, new Date()),
  };
}

/** Extensions that pkijs or the code below judges; another one that is marked critical refuses its certificate. */
const understood = new Set([
  "2.5.29.15", // key usage
  "2.5.29.17", // subject's other names
  "2.5.29.19", // basic constraints
  "2.5.29.30", // name constraints
  "2.5.29.37", // extended key usage
]);

const BASIC_CONSTRAINTS = "2.5.29.19";

/**
 * Whether a chain leads to an anchor by RFC 5280 §6.1: as pkijs judges it, and by the two rules that pkijs 3.4.3
 * leaves out (lengths of paths, critical extensions). An anchor is an authority: a certificate that may sign files
 * only vouches for nobody, itself included.
 * @param chain the signer's first
 * @param at the moment for which it shall hold
 */
export async function leadsTo(
  chain: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
  at: Date,
): Promise<boolean> {
  const parsed = (all: readonly X509Certificate[]) => all.map(({ rawData }) => Certificate.fromBER(rawData));
  const engine = new CertificateChainValidationEngine({
    trustedCerts: parsed(anchors),
    // pkijs wants the signer's own last.
    certs: parsed(chain).reverse(),
    checkDate: at,
  });
  const { result, certificatePath: path = [] } = await engine.verify();
  return result && path.length > 1 && path.every(isUnderstood) && isShortEnough(path);
}

function isUnderstood({ extensions = [] }: Certificate): boolean {
  return extensions.every(({ critical, extnID }) => !critical || understood.has(extnID));
}

/** Authorities between one and the signer, but for those that only renewed their own key, are no more than it allows. */
function isShortEnough(path: readonly Certificate[]): boolean {
  let between = 0;
  for (const authority of path.slice(1)) {
    const most = pathLength(authority);
    if (most !== undefined && between > most) return false;
    if (!authority.subject.isEqual(authority.issuer)) between += 1;
  }
  return true;
}

function pathLength({ extensions = [] }: Certificate): number | undefined {
  const basic = extensions.find(({ extnID }) => extnID === BASIC_CONSTRAINTS)?.parsedValue;
  const most = basic instanceof BasicConstraints ? basic.pathLenConstraint : undefined;
  return most === undefined || typeof most === "number" ? most : most.valueBlock.valueDec;
}
