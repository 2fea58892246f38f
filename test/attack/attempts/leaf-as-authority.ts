import "reflect-metadata";
import { leadsTo } from "../../../src/provenance/trust.ts";
import { holder } from "../../support/certificates.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a certificate that may sign files only is named as an authority, and vouches for another",
  fault: 7,
  check: {
    rule: "no-path",
    file: "src/provenance/trust.ts",
    on: "return result && path.length > 1 && path.every(isUnderstood) && isShortEnough(path);",
    // As it once was: whoever is named vouches.
    off: "return anchors.some(({ subject }) => chain.some(({ issuer }) => issuer === subject));",
  },
  async run() {
    const root = await holder("root", null, { ca: true });
    const leaf = await holder("leaf", root);
    const forged = await holder("forged", leaf);
    const [chain, anchor] = [[forged], leaf];
    const certificates = chain.map(({ certificate }) => certificate);
    if (!(await leadsTo(certificates, [anchor.certificate], new Date()))) throw new Foiled("no-path");
  },
};
