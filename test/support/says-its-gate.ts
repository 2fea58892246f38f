import { readFileSync } from "node:fs";
import { expect } from "vitest";
import type { PublicKey } from "../../src/ledger/keys/public-key.ts";
import { readProvenance } from "../../src/provenance/read-provenance.ts";
import type { Trust } from "../../src/provenance/trust.ts";
import type { World } from "./gate-world.ts";

/** A file that bo released names its gate and proves its entry; only bo's key stands behind it. */
export async function saysItsGate(w: World, image: string, file: string): Promise<void> {
  const { origin, images } = w.gate.state;
  const named = (key: PublicKey) => ({ anchors: [], gates: [{ name: origin, key }] });
  const of = (trust?: Trust) => readProvenance(readFileSync(file), file, trust);
  expect(await of()).toMatchObject({
    verdict: "whole, signer unknown",
    gate: { origin, development: false, entry: images.get(image)?.seq, problem: null, trusted: null },
  });
  expect(await of(named(w.keys.bo.public))).toMatchObject({ gate: { problem: null, trusted: true } });
  // A gate that only calls itself so.
  expect(await of(named(w.keys.dee.public))).toMatchObject({ verdict: "broken", gate: { trusted: false } });
}
