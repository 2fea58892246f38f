import { world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { grantedElsewhere, handedIn } from "../steps.ts";

export const attempt: Attempt = {
  what: "a picture made elsewhere comes in under the name of another model than the exception is for",
  fault: 13,
  check: {
    rule: "another-statement",
    file: "src/gate/state/legal-submitted.ts",
    on: "if (!isElsewhere(model) || claim.id !== model || claim.manifest !== manifest)",
    off: "if (false)",
  },
  async run() {
    const w = await world();
    const granted = await grantedElsewhere(w);
    await w.gate.act(w.keys.ann, { ...handedIn(granted), stated: "tiny-cascade" });
  },
};
