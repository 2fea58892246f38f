import { exchanged, revoked } from "../../../src/gate/roster/people.ts";
import { seal } from "../../../src/ledger/sealed.ts";
import { world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { secondSteward } from "../steps.ts";

export const attempt: Attempt = {
  what: "one of two stewards turns the own clock on, so that the other's time to veto is over",
  fault: 9,
  check: {
    rule: "too-early",
    file: "src/gate/state/delay.ts",
    on: "return each[0] ?? 0;",
    off: "return at - proposal.since;",
  },
  async run() {
    const w = await world();
    await secondSteward(w, "dee");
    const { seq } = await w.gate.act(w.keys.cy, (state) => ({
      type: "proposal",
      change: {
        type: "roster-changed",
        people: exchanged(state.people.values(), revoked(state.people.get(w.people.dee.id) ?? w.people.dee)),
        reason: seal("in the way"),
      },
    }));
    w.clock += 80 * 86_400_000;
    await w.gate.act(w.keys.cy, { type: "enactment", proposal: `c${seq}` });
  },
};
