import { revoked } from "../../../src/gate/roster/people.ts";
import { seal } from "../../../src/ledger/sealed.ts";
import { world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { asOne } from "../steps.ts";

export const attempt: Attempt = {
  what: "a steward makes a second one where nobody else is left but the own other name, with the same age identity",
  fault: 9,
  check: {
    rule: "two-need-a-third",
    file: "src/gate/roster/fault.ts",
    on: "!stewards.some((steward) => samePerson(roster, steward.id, id))",
    off: "true",
  },
  async run() {
    const w = await world();
    await asOne(w, "cy", "ann");
    await w.gate.act(w.keys.cy, (state) => ({
      type: "roster-changed",
      people: [...state.people.values()].map((person) => {
        if (person.id === w.people.cy.id || person.id === w.people.ann.id) return person;
        return person.id === w.people.dee.id ? { ...person, roles: ["steward" as const] } : revoked(person);
      }),
      reason: seal("only the two of us, and me"),
    }));
  },
};
