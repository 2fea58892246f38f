import { claimOf } from "../../../src/gate/own-claim.ts";
import { claimProblem } from "../../../src/provenance/gate-claim.ts";
import { asked, world } from "../../support/gate-world.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a file shows the proof of another entry than its receipt names",
  fault: 10,
  check: {
    rule: "claim",
    file: "src/provenance/gate-claim.ts",
    on: "return includes(leaf, claim.entry, size, path, root)",
    off: "return includes(leaf, 3, size, path, root)",
  },
  async run() {
    const w = await world();
    for (let i = 0; i < 3; i += 1) await w.gate.act(w.keys.ann, asked());
    const claim = await claimOf(w.gate, 3, w.keys.bo);
    const leaf = Buffer.from(w.gate.state.leaves[3] ?? []).toString("hex");
    if (claimProblem({ ...claim, entry: claim.entry - 1 }, leaf) !== null) throw new Foiled("claim");
  },
};
