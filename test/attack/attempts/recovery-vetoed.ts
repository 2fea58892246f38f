import { seal } from "../../../src/ledger/sealed.ts";
import type { Attempt } from "../attempt.ts";
import { recoveryAsks } from "../steps.ts";

export const attempt: Attempt = {
  what: "a thief of one of two stewards' keys vetoes the recovery key, which says whose it is",
  fault: 9,
  check: {
    rule: "recovery-not-vetoed",
    file: "src/gate/state/proposals.ts",
    on: "if (isByRecovery(state, proposal))\n    return why(",
    off: "if (false)\n    return why(",
  },
  async run() {
    const { w, proposal } = await recoveryAsks();
    await w.gate.act(w.keys.dee, { type: "veto", proposal, reason: seal("no") });
  },
};
