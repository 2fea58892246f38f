import { newPerson } from "../../../src/gate/roster/people.ts";
import { newSigningKey } from "../../../src/ledger/keys/signing-key.ts";
import { seal } from "../../../src/ledger/sealed.ts";
import { world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a steward enrols a recovery key that is a reviewer's too, and lies on a desk every day",
  fault: 9,
  check: {
    rule: "recovery-key-in-use",
    file: "src/gate/roster/fault.ts",
    on: "roles.length > 1 || recipients.length > 0",
    off: "false",
  },
  async run() {
    const w = await world();
    const own = { key: newSigningKey().public, recipients: [], until: null, quota: null };
    const spare = newPerson({ ...own, name: "spare", roles: ["recovery", "reviewer"] });
    const people = [...w.gate.state.people.values(), spare];
    await w.gate.act(w.keys.cy, { type: "roster-changed", people, reason: seal("handy") });
  },
};
