import { revoked } from "../../../src/gate/roster/people.ts";
import { changed } from "../../support/gate-stewards.ts";
import { asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { secondSteward } from "../steps.ts";

export const attempt: Attempt = {
  what: "one of two stewards proposes while a requester's machine is days behind: corrected in two steps, they seem to have waited",
  fault: 9,
  check: {
    rule: "too-early",
    file: "src/gate/state/delay.ts",
    on: "Math.max(claimed, proposal.from, before)",
    off: "claimed",
  },
  async run() {
    const w = await world();
    await secondSteward(w, "dee");
    const now = w.clock;
    const { seq } = await w.gate.act(w.keys.cy, { type: "proposal", change: changed("dee", revoked)(w) });
    for (const hours of [-200, -100, 0]) {
      w.clock = now + hours * 3_600_000;
      await w.gate.act(w.keys.ann, asked());
    }
    await w.gate.act(w.keys.cy, { type: "enactment", proposal: `c${seq}` });
  },
};
