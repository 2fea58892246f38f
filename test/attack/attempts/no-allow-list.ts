import { asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a gate from before, without an allow-list, goes on to ask for images",
  fault: 8,
  check: {
    rule: "no-allow-list",
    file: "src/gate/state/evidence.ts",
    on: "version > 2 && resting.has(event.type) ? noList : null",
    off: "version > 9 && resting.has(event.type) ? noList : null",
  },
  async run() {
    const w = await world((files) => {
      delete files["allowed.yaml"];
    });
    await w.gate.act(w.keys.ann, asked());
  },
};
