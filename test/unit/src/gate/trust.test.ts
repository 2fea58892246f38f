import "reflect-metadata";
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BasicConstraintsExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { describe, expect, it } from "vitest";
import { leadsTo } from "../../../../src/gate/provenance/trust.ts";

const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY = 86_400_000;
const openssl = spawnSync("openssl", ["version"]).status === 0;

const newKeys = () => crypto.subtle.generateKey(ES256, true, ["sign", "verify"]);

interface Holder {
  readonly name: string;
  readonly keys: Awaited<ReturnType<typeof newKeys>>;
  readonly certificate: X509Certificate;
}

/** What a certificate says of itself. */
interface Wish {
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
async function holder(name: string, issuer: Holder | null, wish: Wish = {}): Promise<Holder> {
  const { ca = false, pathLength, from = -1, to = 1, also = [] } = wish;
  const usage = wish.usage ?? (ca ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature);
  const keys = await newKeys();
  made += 1;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: made.toString(16).padStart(4, "0"),
    subject: `CN=${name}`,
    issuer: `CN=${issuer?.name ?? name}`,
    notBefore: new Date(Date.now() + from * DAY),
    notAfter: new Date(Date.now() + to * DAY),
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: ES256,
    extensions: [
      new BasicConstraintsExtension(ca, pathLength, true),
      new KeyUsagesExtension(usage, true),
      ...also,
    ],
  });
  return { name, keys, certificate };
}

const root = await holder("root", null, { ca: true });
const short = await holder("short", null, { ca: true, pathLength: 0 });
const namesake = await holder("root", null, { ca: true });
const middle = await holder("middle", root, { ca: true });
const signer = await holder("signer", root);
const old = await holder("old root", null, { ca: true, from: -9, to: -2 });
const mute = await holder("mute", null, { ca: true, usage: KeyUsageFlags.cRLSign });
const odd = new Extension("1.2.3.4.5", true, new Uint8Array([5, 0]));
const under = (issuer: Holder, wish?: Wish) => holder("leaf", issuer, wish);

/** A chain, the signer's first, and what is trusted. */
const chains: readonly (readonly [name: string, good: boolean, chain: readonly Holder[], anchor: Holder])[] =
  [
    ["by a root", true, [signer], root],
    ["that carries its root", true, [signer, root], root],
    ["over an authority between", true, [await under(middle), middle], root],
    ["by a leaf that is trusted as if it were an authority", false, [await under(signer)], signer],
    ["by a leaf under a root", false, [await under(signer), signer], root],
    ["of the trusted leaf itself", false, [signer], signer],
    ["by a namesake of the root", false, [await under(namesake)], root],
    ["that is over", false, [await under(root, { from: -5, to: -2 })], root],
    ["that has not begun", false, [await under(root, { from: 2, to: 5 })], root],
    ["by a root that is over", false, [await under(old)], old],
    ["by an authority that may not sign certificates", false, [await under(mute)], mute],
    ["longer than its root allows", false, await longer(), short],
    ["as long as its root allows", true, [await under(short)], short],
    ["with a critical extension that nobody knows", false, [await under(root, { also: [odd] })], root],
    ["without the authority between", false, [await under(middle)], root],
  ];

async function longer(): Promise<readonly Holder[]> {
  const between = await holder("between", short, { ca: true });
  return [await under(between), between];
}

/** What `openssl verify` says. */
function saysOpenssl([leaf, ...between]: readonly Holder[], anchor: Holder): boolean {
  const folder = mkdtempSync(join(tmpdir(), "sluice-chain-"));
  const file = (name: string, all: readonly (Holder | undefined)[]) => {
    const path = join(folder, name);
    writeFileSync(path, all.map((one) => `${one?.certificate.toString("pem")}\n`).join(""));
    return path;
  };
  const untrusted = between.length === 0 ? [] : ["-untrusted", file("between.pem", between)];
  const words = ["verify", "-no-CApath", "-CAfile", file("anchor.pem", [anchor]), ...untrusted];
  return spawnSync("openssl", [...words, file("leaf.pem", [leaf])]).status === 0;
}

describe.each(chains)("a chain %s", (_, good, chain, anchor) => {
  it(`is ${good ? "trusted" : "refused"}`, async () => {
    const certificates = chain.map(({ certificate }) => certificate);
    expect(await leadsTo(certificates, [anchor.certificate], new Date())).toBe(good);
  });

  it.skipIf(!openssl)("is judged by openssl in the same way", () => {
    expect(saysOpenssl(chain, anchor)).toBe(good);
  });
});
