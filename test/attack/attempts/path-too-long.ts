import "reflect-metadata";
import { leadsTo } from "../../../src/provenance/trust.ts";
import { holder } from "../../support/certificates.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "an authority that may make no other makes one",
  fault: 7,
  check: {
    rule: "no-path",
    file: "src/provenance/trust.ts",
    on: "path.every(isUnderstood) && isShortEnough(path)",
    off: "path.every(isUnderstood)",
  },
  async run() {
    const root = await holder("root", null, { ca: true, pathLength: 0 });
    const middle = await holder("middle", root, { ca: true });
    const leaf = await holder("leaf", middle);
    const [chain, anchor] = [[leaf, middle], root];
    const certificates = chain.map(({ certificate }) => certificate);
    if (!(await leadsTo(certificates, [anchor.certificate], new Date()))) throw new Foiled("no-path");
  },
};
