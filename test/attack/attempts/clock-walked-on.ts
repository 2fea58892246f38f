import { asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";

export const attempt: Attempt = {
  what: "one person walks the clock on, step by step, and quotas renew",
  fault: 5,
  check: {
    rule: "clock-ahead",
    file: "src/gate/state/clock.ts",
    on: ".filter(([person]) => !own(person))",
    off: "",
  },
  async run() {
    const w = await world();
    for (let step = 0; step < 3; step += 1) {
      w.clock += 90 * 86_400_000;
      await w.gate.act(w.keys.ann, asked());
    }
  },
};
