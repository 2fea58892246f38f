import { world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { audited } from "../steps.ts";

export const attempt: Attempt = {
  what: "an outsider hands in two sets of prompts at once, each within the quota, both past it",
  fault: 12,
  check: {
    rule: "quota-audits",
    file: "src/gate/state/authorise.ts",
    on: "promptsAsked: promptsAsked(state, namesOf(state, by, version), at, audits.days),",
    off: "promptsAsked: 0,",
  },
  async run() {
    const w = await world();
    await Promise.all([
      w.gate.act(w.keys.cy, audited(w, "one", 60)),
      w.gate.act(w.keys.cy, audited(w, "two", 60)),
    ]);
  },
};
