import { exchanged, revoked } from "../../../src/gate/roster/people.ts";
import { seal } from "../../../src/ledger/sealed.ts";
import { world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { secondSteward } from "../steps.ts";

export const attempt: Attempt = {
  what: "a thief of one of two stewards' keys vetoes again what the others backed",
  fault: 9,
  check: {
    rule: "veto-overruled",
    file: "src/gate/state/proposals.ts",
    on: "if (proposal.backed)",
    off: "if (false)",
  },
  async run() {
    const w = await world();
    await secondSteward(w, "dee");
    const { seq } = await w.gate.act(w.keys.cy, (state) => ({
      type: "proposal",
      change: {
        type: "roster-changed",
        people: exchanged(state.people.values(), revoked(state.people.get(w.people.dee.id) ?? w.people.dee)),
        reason: seal("the key was stolen"),
      },
    }));
    const veto = { type: "veto", proposal: `c${seq}`, reason: seal("no") } as const;
    await w.gate.act(w.keys.dee, veto);
    for (const name of ["ann", "bo"] as const)
      await w.gate.act(w.keys[name], { type: "consent", proposal: `c${seq}` });
    await w.gate.act(w.keys.dee, veto);
  },
};
