import { world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { audited } from "../steps.ts";

export const attempt: Attempt = {
  what: "a question is answered twice, as if its asker had asked twice",
  fault: 12,
  check: {
    rule: "question-asked-already",
    file: "src/gate/state/legal-question.ts",
    on: "if ([...state.drawings.values()].some(",
    off: "if (false && [...state.drawings.values()].some(",
  },
  async run() {
    const w = await world();
    await w.gate.act(w.keys.cy, audited(w, "one", 2));
    await w.gate.act(w.keys.cy, audited(w, "one", 2));
  },
};
