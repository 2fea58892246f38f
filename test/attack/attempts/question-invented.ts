import { world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { audited } from "../steps.ts";

export const attempt: Attempt = {
  what: "a steward asks in the name of an outsider, so that their quota is used up",
  fault: 12,
  check: {
    rule: "question-not-signed",
    file: "src/gate/state/legal-question.ts",
    on: "if (!questionSignedBy(",
    off: "if (false && !questionSignedBy(",
  },
  async run() {
    const w = await world();
    await w.gate.act(
      w.keys.cy,
      audited(w, "one", 2, (asked) => ({ ...asked, prompts: 90 })),
    );
  },
};
