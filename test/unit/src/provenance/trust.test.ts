import "reflect-metadata";
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Extension, KeyUsageFlags, SubjectAlternativeNameExtension } from "@peculiar/x509";
import { GeneralName, GeneralSubtree, NameConstraints } from "pkijs";
import { describe, expect, it } from "vitest";
import { leadsTo } from "../../../../src/provenance/trust.ts";
import { type Holder, holder, type Wish } from "../../../support/certificates.ts";

const openssl = spawnSync("openssl", ["version"]).status === 0;

const root = await holder("root", null, { ca: true });
const short = await holder("short", null, { ca: true, pathLength: 0 });
const namesake = await holder("root", null, { ca: true });
const middle = await holder("middle", root, { ca: true });
const signer = await holder("signer", root);
const old = await holder("old root", null, { ca: true, from: -9, to: -2 });
const mute = await holder("mute", null, { ca: true, usage: KeyUsageFlags.cRLSign });
const odd = new Extension("1.2.3.4.5", true, new Uint8Array([5, 0]));
const oddRoot = await holder("odd root", null, { ca: true, also: [odd] });
const only: Wish = { ca: true, also: [onlyUnder("example.com")] };
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
    [
      "whose authority between may only sign lists",
      false,
      await by({ ca: true, usage: KeyUsageFlags.cRLSign }),
      root,
    ],
    [
      "whose authority between is none",
      false,
      await by({ ca: false, usage: KeyUsageFlags.keyCertSign }),
      root,
    ],
    ["whose authority between is over", false, await by({ ca: true, from: -5, to: -2 }), root],
    ["over two authorities where the first allows one", true, await over(1), root],
    ["over two authorities where the first allows none", false, await over(0), root],
    ["of a name that its authority may give", true, await by(only, named("a.example.com")), root],
    ["of a name that its authority may not give", false, await by(only, named("a.example.net")), root],
    ["by a root with a critical extension that nobody knows", false, [await under(oddRoot)], oddRoot],
    ["signed by another key than its issuer's", false, [await under({ ...root, keys: namesake.keys })], root],
  ];

async function longer(): Promise<readonly Holder[]> {
  const between = await holder("between", short, { ca: true });
  return [await under(between), between];
}

/** A leaf by an authority between, and that one. */
async function by(wish: Wish, leaf: Wish = {}): Promise<readonly Holder[]> {
  const between = await holder("between", root, wish);
  return [await under(between, leaf), between];
}

/** A leaf under two authorities, the first of which allows so many after it. */
async function over(pathLength: number): Promise<readonly Holder[]> {
  const first = await holder("first", root, { ca: true, pathLength });
  const second = await holder("second", first, { ca: true });
  return [await under(second), second, first];
}

function named(name: string): Wish {
  return { also: [new SubjectAlternativeNameExtension([{ type: "dns", value: name }])] };
}

/** Name constraints, critical: names of hosts under one domain. */
function onlyUnder(domain: string): Extension {
  const base = new GeneralName({ type: 2, value: domain });
  const constraints = new NameConstraints({ permittedSubtrees: [new GeneralSubtree({ base })] });
  return new Extension("2.5.29.30", true, constraints.toSchema().toBER());
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
