import type { Said } from "./said.ts";

/** Bytes after an assertion's label in which its entries stand. */
const ASSERTION = 4096;

/** Terms of PLUS's vocabulary of data mining (PLUS LDF 2.0.1; IPTC Photo Metadata 2023.1). */
const TERM = /DMI-(?:PROHIBITED(?:-[A-Z]+)?)/gu;
/** A condition, written elsewhere, and no refusal. */
const CONDITION = /-SEE(?:CONSTRAINT|EMBEDDEDRIGHTSEXPR|LINKEDRIGHTSEXPR)$/u;

/**
 * What an image file says of data mining and training: IPTC and PLUS in its XMP, TDMRep's property, and the
 * assertions of C2PA and CAWG, as they are written: no signature is verified here.
 * @see https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/ §6.3
 */
export function saidInImage(bytes: Uint8Array): readonly Said[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<string, Said>();
  const say = (level: Said["level"], by: string) => found.set(by, { level, by });
  for (const at of places(all, "DMI-PROHIBITED"))
    for (const [term] of all.toString("latin1", at, at + 64).matchAll(TERM))
      say(CONDITION.test(term) ? "reserved" : "denied", `image: ${term}`);
  for (const at of places(all, "tdm:reservation"))
    if (/^tdm:reservation(?:=["']|>)\s*1/u.test(all.toString("latin1", at, at + 24)))
      say("reserved", "image: tdm:reservation");
  for (const label of ["c2pa.training-mining", "cawg.training-mining"])
    for (const at of places(all, label))
      for (const [, use] of all.toString("latin1", at, at + ASSERTION).matchAll(USE))
        if (use !== "allowed") say(use === "notAllowed" ? "denied" : "reserved", `image: ${label} ${use}`);
  return [...found.values()];
}

/** An entry's use, in CBOR (a byte before the text says how long it is) or in JSON. */
const USE = /use(?:"\s*:\s*"|.)(notAllowed|constrained|allowed)/gsu;

function* places(all: Buffer, text: string): Generator<number> {
  for (let at = all.indexOf(text, 0, "latin1"); at >= 0; at = all.indexOf(text, at + 1, "latin1")) yield at;
}
