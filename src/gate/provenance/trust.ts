// @peculiar/x509 needs it, and leaves to its users to load it before.
import "reflect-metadata";
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  X509Certificate,
} from "@peculiar/x509";
import type { Manifest } from "@trustnxt/c2pa-ts/manifest";

/** The certificate that signed a manifest. */
export interface SignedBy {
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601, UTC. */
  readonly validUntil: string;
  /** Whether its chain of certificates, each in force, ends at an authority that the reader trusts. */
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
  return {
    subject,
    issuer,
    validUntil: notAfter.toISOString(),
    trusted: await leadsTo(chain, anchors, new Date()),
  };
}

/** Extensions that are understood here; another one that is marked critical refuses its certificate (RFC 5280 §4.2). */
const understood = new Set(["2.5.29.19", "2.5.29.15", "2.5.29.37"]);

/**
 * Walks up the chain by the rules of RFC 5280 §6.1: each certificate in force and signed by the next, each that signs
 * an authority allowed to, until one is signed by an anchor. An anchor is an authority too: a certificate that may
 * sign files only vouches for nobody, itself included.
 * @param chain the signer's first
 * @param at the moment for which it shall hold
 */
export async function leadsTo(
  chain: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
  at: Date,
): Promise<boolean> {
  // Authorities between the signer and the one that is asked, but for those that only renewed their own key.
  let between = 0;
  for (const [i, certificate] of chain.entries()) {
    if (!inForce(certificate, at)) return false;
    for (const anchor of anchors)
      if (inForce(anchor, at) && (await issued(anchor, certificate, between))) return true;
    const next = chain[i + 1];
    if (!next || !(await issued(next, certificate, between))) return false;
    if (next.subject !== next.issuer) between += 1;
  }
  return false;
}

function inForce({ notBefore, notAfter, extensions }: X509Certificate, at: Date): boolean {
  const known = extensions.every(({ critical, type }) => !critical || understood.has(type));
  return known && notBefore <= at && at <= notAfter;
}

async function issued(
  authority: X509Certificate,
  certificate: X509Certificate,
  between: number,
): Promise<boolean> {
  if (authority.subject !== certificate.issuer || !maySign(authority, between)) return false;
  return certificate.verify({ publicKey: authority, signatureOnly: true }).catch(() => false);
}

function maySign(authority: X509Certificate, between: number): boolean {
  const basic = authority.getExtension(BasicConstraintsExtension);
  const usages = authority.getExtension(KeyUsagesExtension)?.usages;
  return (
    basic?.ca === true &&
    (basic.pathLength === undefined || between <= basic.pathLength) &&
    (usages === undefined || (usages & KeyUsageFlags.keyCertSign) !== 0)
  );
}
