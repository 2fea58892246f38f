import { asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a request of the year 9999 is appended",
  fault: 5,
  check: {
    rule: "clock-ahead",
    file: "src/gate/gate.ts",
    on: "ahead && !isAboutClock(log.state, event)",
    off: "false",
  },
  async run() {
    const w = await world();
    w.clock = Date.parse("9999-12-31T23:59:59.999Z");
    await w.gate.act(w.keys.ann, asked());
  },
};
