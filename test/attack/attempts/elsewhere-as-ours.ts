import type { GateEvent } from "../../../src/ledger/event.ts";
import { asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { grantedElsewhere, handedIn } from "../steps.ts";

export const attempt: Attempt = {
  what: "a picture made elsewhere stands in for one that a model of ours was granted to draw",
  fault: 13,
  check: {
    rule: "another-model",
    file: "src/gate/state/legal-submitted.ts",
    on: "if (request.asked.model !== model)",
    off: "if (false)",
  },
  async run() {
    const w = await world();
    // A request of before manifests were asked for, so that the model's id alone says what it is for.
    const { manifest: _, ...forOurs } = asked() as Extract<GateEvent, { type: "request" }>;
    await w.gate.act(w.keys.ann, handedIn(await grantedElsewhere(w, forOurs)));
  },
};
