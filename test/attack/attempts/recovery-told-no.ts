import { makeCheckpoint } from "../../../src/gate/checkpoints.ts";
import { seal } from "../../../src/ledger/sealed.ts";
import { asked } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { recoveryAsks } from "../steps.ts";

export const attempt: Attempt = {
  what: "who has the recovery key and a steward's waits out the delay although more than half of the others said no",
  fault: 9,
  check: {
    rule: "not-open",
    file: "src/gate/state/proposals.ts",
    on: "length * 2 <= others.length) return;",
    off: "length * 9 <= others.length) return;\n    return;",
  },
  async run() {
    const { w, proposal } = await recoveryAsks();
    for (const name of ["ann", "bo"] as const)
      await w.gate.act(w.keys[name], { type: "veto", proposal, reason: seal("dee is here, and honest") });
    for (const hours of [0, 80, 80]) {
      w.clock += hours * 3_600_000;
      await makeCheckpoint(w.gate, w.keys.cy);
      await w.gate.act(w.keys.ann, asked());
    }
    await w.gate.act(w.keys.cy, { type: "enactment", proposal });
  },
};
