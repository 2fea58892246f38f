import { revoked } from "../../../src/gate/roster/people.ts";
import { changed } from "../../support/gate-stewards.ts";
import { asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { secondSteward } from "../steps.ts";

export const attempt: Attempt = {
  what: "one of two stewards dates a proposal back to what a requester's machine, which was always late, says: corrected, they seem to have waited",
  fault: 9,
  check: {
    rule: "too-early",
    file: "src/gate/state/delay.ts",
    on: "return latest - from - step;",
    off: "return latest - from;",
  },
  async run() {
    const w = await world();
    await secondSteward(w, "dee");
    const now = w.clock;
    w.clock = now - 96 * 3_600_000;
    const { seq } = await w.gate.act(w.keys.cy, { type: "proposal", change: changed("dee", revoked)(w) });
    await w.gate.act(w.keys.ann, asked());
    w.clock = now + 60_000;
    await w.gate.act(w.keys.ann, asked());
    await w.gate.act(w.keys.cy, { type: "enactment", proposal: `c${seq}` });
  },
};
