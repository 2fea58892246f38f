import "reflect-metadata";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import initC2paRs, { WasmReader } from "@contentauth/c2pa-wasm";
import { KeyUsageFlags, PemConverter } from "@peculiar/x509";
import { beforeAll, describe, expect, it } from "vitest";
import { readProvenance } from "../../../../src/provenance/read-provenance.ts";
import { loadSigner } from "../../../../src/provenance/signer.ts";
import { readTrust } from "../../../../src/provenance/trust.ts";
import { writeRelease } from "../../../../src/provenance/write-release.ts";
import { type Holder, holder, type Wish } from "../../../support/certificates.ts";
import { drawnPicture } from "../../../support/gate-pictures.ts";
import { someReceipt } from "../../../support/some-receipt.ts";

beforeAll(async () => {
  const wasm = new URL("../../../../node_modules/@contentauth/c2pa-wasm/pkg/c2pa_bg.wasm", import.meta.url);
  await initC2paRs({ module_or_path: await readFile(wasm) });
});

const pem = (all: readonly Holder[]) =>
  all.map(({ certificate }) => `${certificate.toString("pem")}\n`).join("");

/** A file signed by the first of a chain, which travels along. */
async function signed([leaf, ...between]: readonly Holder[]): Promise<Uint8Array> {
  if (!leaf) throw new Error("wanted a chain");
  const folder = await mkdtemp(join(tmpdir(), "sluice-chain-"));
  const paths = { certificate: join(folder, "chain.pem"), key: join(folder, "key.pem") };
  await writeFile(paths.certificate, pem([leaf, ...between]));
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", leaf.keys.privateKey);
  await writeFile(paths.key, PemConverter.encode(pkcs8, "PRIVATE KEY"));
  const signer = await loadSigner(paths);
  return (await writeRelease(drawnPicture(), { format: "png", receipt: someReceipt, signer })).bytes;
}

/** Whether c2pa-rs, which is not ours, trusts who signed a file. */
async function trustedByC2paRs(file: Uint8Array, anchor: Holder): Promise<boolean> {
  const settings = { verify: { verify_trust: true }, trust: { trust_anchors: pem([anchor]) } };
  const reader = await WasmReader.fromBytes("image/png", file, JSON.stringify(settings));
  return JSON.parse(reader.json()).validation_state === "Trusted";
}

const root = await holder("root", null, { ca: true });
const namesake = await holder("root", null, { ca: true });
const short = await holder("short", null, { ca: true, pathLength: 0 });

async function by(authority: Holder, wish: Wish): Promise<readonly Holder[]> {
  const between = await holder("between", authority, wish);
  return [await holder("signer", between), between];
}

describe.each([
  ["by a root", true, [await holder("signer", root)], root],
  ["over an authority between", true, await by(root, { ca: true }), root],
  ["by a namesake of the root", false, [await holder("signer", namesake)], root],
  ["over an authority that is over", false, await by(root, { ca: true, from: -5, to: -2 }), root],
  ["over one that is no authority", false, await by(root, { usage: KeyUsageFlags.keyCertSign }), root],
  ["without the authority between", false, (await by(root, { ca: true })).slice(0, 1), root],
] as const)("a file signed by a chain %s", (_, good, chain, anchor) => {
  it(`is ${good ? "trusted" : "not trusted"}, by us and by c2pa-rs`, async () => {
    const file = await signed(chain);
    const ours = await readProvenance(file, "x", readTrust(pem([anchor])));
    expect(ours.manifest.signedBy?.trusted).toBe(good);
    expect(await trustedByC2paRs(file, anchor)).toBe(good);
  });
});

it("a file signed by a chain longer than its root allows is refused by us, as by openssl, and trusted by c2pa-rs", async () => {
  const file = await signed(await by(short, { ca: true }));
  expect((await readProvenance(file, "x", readTrust(pem([short])))).manifest.signedBy?.trusted).toBe(false);
  expect(await trustedByC2paRs(file, short)).toBe(true);
});
