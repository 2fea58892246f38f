import { asked, world } from "../../support/gate-world.ts";
import { type Attempt, Foiled } from "../attempt.ts";
import { writeByHand } from "../steps.ts";

export const attempt: Attempt = {
  what: "an entry of the year 9999, written by hand, takes the ledger's clock along",
  fault: 5,
  check: {
    rule: "clock-bound",
    file: "src/gate/state/clock.ts",
    on: "at: ahead ? state.clock : Math.max(state.clock, claimed), ahead",
    off: "at: Math.max(state.clock, claimed), ahead",
  },
  async run() {
    const w = await world();
    writeByHand(w, "ann", asked(), { time: "9999-12-31T23:59:59.999Z" });
    const gate = await w.again();
    if (new Date(gate.state.clock).getUTCFullYear() < 9999) throw new Foiled("clock-bound");
  },
};
