import { revoked } from "../../../src/gate/roster/people.ts";
import { changed } from "../../support/gate-stewards.ts";
import { asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { asOne, secondSteward } from "../steps.ts";

export const attempt: Attempt = {
  what: "one of two stewards counts the delay of an own change by another name, with the same age identity",
  fault: 9,
  check: {
    rule: "too-early",
    file: "src/gate/state/delay.ts",
    on: "&& !samePerson(state, id, by)",
    off: "",
  },
  async run() {
    const w = await world();
    await asOne(w, "cy", "ann");
    await secondSteward(w, "dee");
    const now = w.clock;
    const { seq } = await w.gate.act(w.keys.cy, { type: "proposal", change: changed("dee", revoked)(w) });
    for (const hours of [0, 73, 146]) {
      w.clock = now + hours * 3_600_000;
      await w.gate.act(w.keys.ann, asked());
    }
    w.clock = now + 60_000;
    await w.gate.act(w.keys.cy, { type: "enactment", proposal: `c${seq}` });
  },
};
