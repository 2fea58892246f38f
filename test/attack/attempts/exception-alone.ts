import { seal } from "../../../src/ledger/sealed.ts";
import { digest, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { secondSteward } from "../steps.ts";

export const attempt: Attempt = {
  what: "one of two stewards lets a model without a card draw, alone",
  fault: 9,
  check: {
    rule: "needs-other-stewards",
    file: "src/gate/state/legal.ts",
    on: "version > 2 ? aloneFault(state, at, version) : null",
    off: "null",
  },
  async run() {
    const w = await world();
    await secondSteward(w, "dee");
    const expires = new Date(w.clock + 1000).toISOString();
    const model = { model: "tiny-cascade", manifest: digest };
    await w.gate.act(w.keys.cy, { type: "exception", ...model, reason: seal("mine"), expires });
  },
};
