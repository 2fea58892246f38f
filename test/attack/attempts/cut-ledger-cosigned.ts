import { signCheckpoint } from "../../../src/ledger/checkpoint.ts";
import { rootOf } from "../../../src/ledger/merkle.ts";
import { considered, witnessRequest } from "../../../src/ledger/witness.ts";
import { world } from "../../support/gate-world.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a witness cosigns a ledger whose end was cut since its last cosignature",
  fault: 9,
  check: {
    rule: "409",
    file: "src/ledger/witness.ts",
    on: "if (old !== before.size)",
    off: "if (false)",
  },
  async run() {
    const w = await world();
    const { origin, leaves } = w.gate.state;
    const cut = leaves.slice(0, 2);
    const note = signCheckpoint(origin, cut.length, rootOf(cut), w.keys.cy);
    const found = considered(
      witnessRequest(0, [], note),
      () => [w.keys.cy.public],
      () => ({ size: leaves.length, root: rootOf(leaves) }),
    );
    if (found.status !== 200) throw new Foiled(String(found.status));
  },
};
