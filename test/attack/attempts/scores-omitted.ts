import { omittedFrom } from "../../../src/verbs/recheck.ts";
import { digest, judged } from "../../support/gate-world.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a requester's process records no scores, so that none can differ from those of who looks",
  fault: 8,
  check: {
    rule: "recheck-omitted",
    file: "src/verbs/recheck.ts",
    on: "recorded[name] === undefined",
    off: "recorded[name] === null",
  },
  async run() {
    const event = judged("r2", 0, "pass");
    if (event.type !== "image-judged") throw new Error("wanted a judgement");
    const stages = event.stages.map((stage) => ({ ...stage, scores: {} }));
    const fault = omittedFrom({ stages }, digest, { filters: digest, scores: { image_porn: 0.5 } });
    if (fault !== null) throw new Foiled(fault.rule);
  },
};
