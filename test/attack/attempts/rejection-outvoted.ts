import { released, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { look, sealedImage } from "../steps.ts";

export const attempt: Attempt = {
  what: "another reviewer passes what was rejected, and gives no reason",
  fault: 9,
  check: {
    rule: "reviewer-rejected",
    file: "src/gate/state/state.ts",
    on: 'if (verdicts.includes("reject"))',
    off: "if (false)",
  },
  async run() {
    const w = await world();
    const image = await sealedImage(w);
    await look(w, "bo", image, "reject");
    await look(w, "both", image, "pass");
    await w.gate.act(w.keys.both, released(image));
  },
};
