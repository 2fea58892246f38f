import { asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { asOne } from "../steps.ts";

export const attempt: Attempt = {
  what: "one person walks the ledger's clock on by turns, under two names with the same age identity",
  fault: 5,
  check: {
    rule: "clock-ahead",
    file: "src/gate/state/clock.ts",
    on: "samePerson(state, person, actor)",
    off: "person === actor",
  },
  async run() {
    const w = await world();
    await asOne(w, "ann", "both");
    for (const name of ["ann", "both"] as const) {
      w.clock += 90 * 86_400_000;
      await w.gate.act(w.keys[name], asked());
    }
  },
};
