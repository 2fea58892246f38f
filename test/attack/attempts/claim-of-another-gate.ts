import { claimOf } from "../../../src/gate/own-claim.ts";
import { claimProblem } from "../../../src/provenance/gate-claim.ts";
import { asked, world } from "../../support/gate-world.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a file made at home names somebody else's gate over its own checkpoint",
  fault: 10,
  check: {
    rule: "claim",
    file: "src/provenance/gate-claim.ts",
    on: "if (origin !== claim.origin)",
    off: "if (false)",
  },
  async run() {
    const w = await world();
    for (let i = 0; i < 3; i += 1) await w.gate.act(w.keys.ann, asked());
    const claim = await claimOf(w.gate, 3, w.keys.bo);
    const leaf = Buffer.from(w.gate.state.leaves[3] ?? []).toString("hex");
    if (claimProblem({ ...claim, origin: "lab.example/gate" }, leaf) !== null) throw new Foiled("claim");
  },
};
