import { revoked } from "../../../src/gate/roster/people.ts";
import { seal } from "../../../src/ledger/sealed.ts";
import { world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a steward makes a second one where nobody else is left whose clock could count a delay",
  fault: 9,
  check: {
    rule: "two-need-a-third",
    file: "src/gate/state/legal.ts",
    on: "version < 4 ? null : twoAloneFault(change.people, at, version)",
    off: "null",
  },
  async run() {
    const w = await world();
    await w.gate.act(w.keys.cy, (state) => ({
      type: "roster-changed",
      people: [...state.people.values()].map((person) => {
        if (person.id === w.people.cy.id) return person;
        return person.id === w.people.dee.id ? { ...person, roles: ["steward" as const] } : revoked(person);
      }),
      reason: seal("only the two of us"),
    }));
  },
};
