import { makeCheckpoint } from "../../../src/gate/checkpoints.ts";
import { asked } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { recoveryAsks } from "../steps.ts";

export const attempt: Attempt = {
  what: "who has the recovery key and a steward's turns the steward's clock on, and the other is out at once",
  fault: 9,
  check: {
    rule: "too-early",
    file: "src/gate/state/delay.ts",
    on: "Math.min(steward, second)",
    off: "steward",
  },
  async run() {
    const { w, proposal } = await recoveryAsks();
    const now = w.clock;
    await makeCheckpoint(w.gate, w.keys.cy);
    await w.gate.act(w.keys.ann, asked());
    for (const days of [40, 80]) {
      w.clock = now + days * 86_400_000;
      await makeCheckpoint(w.gate, w.keys.cy);
    }
    w.clock = now + 3_600_000;
    await w.gate.act(w.keys.ann, asked());
    await w.gate.act(w.keys.cy, { type: "enactment", proposal });
  },
};
