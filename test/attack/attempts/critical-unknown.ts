import "reflect-metadata";
import { Extension } from "@peculiar/x509";
import { leadsTo } from "../../../src/provenance/trust.ts";
import { holder } from "../../support/certificates.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a certificate with a critical rule that nobody here knows",
  fault: 7,
  check: {
    rule: "no-path",
    file: "src/provenance/trust.ts",
    on: "path.every(isUnderstood) && isShortEnough(path)",
    off: "isShortEnough(path)",
  },
  async run() {
    const odd = new Extension("1.2.3.4.5", true, new Uint8Array([5, 0]));
    const root = await holder("root", null, { ca: true });
    const leaf = await holder("leaf", root, { also: [odd] });
    const [chain, anchor] = [[leaf], root];
    const certificates = chain.map(({ certificate }) => certificate);
    if (!(await leadsTo(certificates, [anchor.certificate], new Date()))) throw new Foiled("no-path");
  },
};
