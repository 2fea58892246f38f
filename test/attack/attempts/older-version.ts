import { asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { writeByHand } from "../steps.ts";

export const attempt: Attempt = {
  what: "an entry calls itself of the older version, whose time nothing bounds",
  fault: 5,
  check: {
    rule: "older-version",
    file: "src/gate/state/replay.ts",
    on: "if (version < state.version)",
    off: "if (false)",
  },
  async run() {
    const w = await world();
    writeByHand(w, "ann", asked(), { time: "9999-12-31T23:59:59.999Z", schema: "sluice.ledger/1" });
    await w.again();
  },
};
