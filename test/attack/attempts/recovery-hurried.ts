import { asked } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { recoveryAsks } from "../steps.ts";

export const attempt: Attempt = {
  what: "who has the recovery key, and a requester's key with a clock that was turned on, end the delay at once",
  fault: 9,
  check: {
    rule: "too-early",
    file: "src/gate/state/delay.ts",
    on: "Math.min(steward, second)",
    off: "(each[0] ?? 0)",
  },
  async run() {
    const { w, proposal } = await recoveryAsks();
    const now = w.clock;
    for (const days of [0, 40, 80]) {
      w.clock = now + days * 86_400_000;
      await w.gate.act(w.keys.ann, asked());
    }
    w.clock = now;
    await w.gate.act(w.keys.cy, { type: "enactment", proposal });
  },
};
