import { world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { audited } from "../steps.ts";

export const attempt: Attempt = {
  what: "an audit draws more pictures than were asked for",
  fault: 12,
  check: {
    rule: "other-than-asked",
    file: "src/gate/state/legal-question.ts",
    on: "counts.images <= asked.prompts * asked.images",
    off: "true",
  },
  async run() {
    const w = await world();
    const event = audited(w, "one", 2);
    if (event.type !== "drawing-started") return;
    await w.gate.act(w.keys.cy, { ...event, counts: { ...event.counts, images: 40 } });
  },
};
