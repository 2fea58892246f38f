import type { GateEvent } from "../../../src/ledger/event.ts";
import { asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a requester's clone with an emptied policy asks for what the gate's own would block",
  fault: 8,
  check: {
    rule: "foreign-policy",
    file: "src/gate/state/foreign.ts",
    on: 'return own.includes(digest) ? null : unknown("foreign-policy"',
    off: 'return own.length > 0 ? null : unknown("foreign-policy"',
  },
  async run() {
    const w = await world();
    await w.gate.act(w.keys.ann, { ...asked(), policy: "cd".repeat(32) } as GateEvent);
  },
};
