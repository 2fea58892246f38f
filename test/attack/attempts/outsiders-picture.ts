import { exchanged } from "../../../src/gate/roster/people.ts";
import { recipientsOf } from "../../../src/gate/roster/recipients.ts";
import { seal } from "../../../src/ledger/sealed.ts";
import { world } from "../../support/gate-world.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "an image is sealed to an outsider too, who opens it where the file lies",
  fault: 12,
  check: {
    rule: "no-recipient",
    file: "src/gate/roster/recipients.ts",
    on: '["reviewer", "auditor"]',
    off: '["reviewer", "auditor", "outsider"]',
  },
  async run() {
    const w = await world();
    const own = "age1outsider";
    const outsider = { ...w.people.dee, roles: ["outsider"] as const, recipients: [own] };
    await w.gate.act(w.keys.cy, ({ people }) => ({
      type: "roster-changed",
      people: exchanged(people.values(), outsider),
      reason: seal("a test"),
    }));
    if (!recipientsOf(w.gate.state).includes(own)) throw new Foiled("no-recipient");
  },
};
