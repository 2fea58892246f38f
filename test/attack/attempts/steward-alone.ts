import { seal } from "../../../src/ledger/sealed.ts";
import { world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { secondSteward } from "../steps.ts";

export const attempt: Attempt = {
  what: "one of two stewards drops the rule of four eyes alone",
  fault: 9,
  check: {
    rule: "needs-other-stewards",
    file: "src/gate/state/legal.ts",
    on: "version > 1 && seq > 1 ? aloneFault(state, at, version) : null",
    off: "null",
  },
  async run() {
    const w = await world();
    await secondSteward(w, "dee");
    const files = { ...w.gate.state.files };
    delete files["four-eyes.cedar"];
    await w.gate.act(w.keys.cy, { type: "rules-changed", files, reason: seal("easier") });
  },
};
