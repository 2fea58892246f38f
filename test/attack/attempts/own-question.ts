import { world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { audited, secondSteward } from "../steps.ts";

export const attempt: Attempt = {
  what: "who asks from outside answers their own question, being a steward too",
  fault: 12,
  check: {
    rule: "same-person",
    file: "src/gate/state/same-person.ts",
    on: "return [event.asked?.by ?? []].flat();",
    off: "return [];",
  },
  async run() {
    const w = await world();
    await secondSteward(w, "dee");
    await w.gate.act(w.keys.dee, audited(w, "one", 2));
  },
};
