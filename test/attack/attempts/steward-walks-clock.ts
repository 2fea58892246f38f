import { seal } from "../../../src/ledger/sealed.ts";
import { asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { secondSteward } from "../steps.ts";

export const attempt: Attempt = {
  what: "one of two stewards walks the clock on by checkpoints, step by step",
  fault: 5,
  check: {
    rule: "clock-ahead",
    file: "src/gate/state/clock.ts",
    on: "isSteward && (version < 3 ||",
    off: "isSteward && (version < 9 ||",
  },
  async run() {
    const w = await world();
    await secondSteward(w, "dee");
    await w.gate.act(w.keys.ann, asked());
    for (let step = 0; step < 3; step += 1) {
      w.clock += 90 * 86_400_000;
      await w.gate.act(w.keys.cy, (state) => ({
        type: "proposal",
        change: { type: "rules-changed", files: state.files, reason: seal("only to sign") },
      }));
    }
  },
};
