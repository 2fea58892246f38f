import { seal } from "../../../src/ledger/sealed.ts";
import { approval, asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";

export const attempt: Attempt = {
  what: "one person approves under another name, with the same age identity",
  fault: 9,
  check: {
    rule: "same-person",
    file: "src/gate/state/replay.ts",
    on: "(people.get(one)?.recipients ?? []).some((recipient) => theirs.includes(recipient))",
    off: "theirs.includes('')",
  },
  async run() {
    const w = await world();
    const names = [w.people.ann.id, w.people.bo.id];
    await w.gate.act(w.keys.cy, (state) => ({
      type: "roster-changed",
      people: [...state.people.values()].map((person) =>
        names.includes(person.id) ? { ...person, recipients: [`age1${"q".repeat(58)}`] } : person,
      ),
      reason: seal("one identity"),
    }));
    const { seq } = await w.gate.act(w.keys.ann, asked());
    await w.gate.act(w.keys.bo, approval(`r${seq}`, w.clock));
  },
};
