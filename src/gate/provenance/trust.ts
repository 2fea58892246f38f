// @peculiar/x509 needs it, and leaves to its users to load it before.
import "reflect-metadata";
import { PemConverter, X509Certificate } from "@peculiar/x509";
import type { Manifest } from "@trustnxt/c2pa-ts/manifest";

/** The certificate that signed a manifest. */
export interface SignedBy {
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601, UTC. */
  readonly validUntil: string;
  /** Whether its chain of signatures ends at one of the certificates that the reader trusts. */
  readonly trusted: boolean;
}

/** Certificates in PEM, one after another. @throws Error when there is none */
export function readAnchors(pem: string): readonly X509Certificate[] {
  const anchors = PemConverter.decode(pem).map((der) => new X509Certificate(der));
  if (anchors.length === 0) throw new Error("wanted certificates in PEM");
  return anchors;
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
  return { subject, issuer, validUntil: notAfter.toISOString(), trusted: await leadsTo(chain, anchors) };
}

/** Walks up the chain, each certificate signed by the next, until one is an anchor or signed by one. */
async function leadsTo(
  chain: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
): Promise<boolean> {
  for (const [i, certificate] of chain.entries()) {
    for (const anchor of anchors)
      if (anchor.equal(certificate) || (await issued(anchor, certificate))) return true;
    const next = chain[i + 1];
    if (!next || !(await issued(next, certificate))) return false;
  }
  return false;
}

async function issued(authority: X509Certificate, certificate: X509Certificate): Promise<boolean> {
  if (authority.subject !== certificate.issuer) return false;
  return certificate.verify({ publicKey: authority, signatureOnly: true }).catch(() => false);
}
