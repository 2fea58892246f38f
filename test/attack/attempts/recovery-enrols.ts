import { newPerson } from "../../../src/gate/roster/people.ts";
import { newSigningKey } from "../../../src/ledger/keys/signing-key.ts";
import { seal } from "../../../src/ledger/sealed.ts";
import type { Attempt } from "../attempt.ts";
import { recoveryAsks } from "../steps.ts";

export const attempt: Attempt = {
  what: "who found the recovery key proposes a steward of their own",
  fault: 9,
  check: {
    rule: "recovery-only-removes",
    file: "src/gate/state/recovery.ts",
    on: 'if (event.type !== "proposal" || !removesSteward(state, event.change, at))',
    off: "if (false)",
  },
  async run() {
    const { w, key } = await recoveryAsks();
    const own = { key: newSigningKey().public, recipients: [], until: null, quota: null };
    const eve = newPerson({ ...own, name: "eve", roles: ["steward"] });
    const people = [...w.gate.state.people.values(), eve];
    const change = { type: "roster-changed", people, reason: seal("a new steward") } as const;
    await w.gate.act(key, { type: "proposal", change });
  },
};
