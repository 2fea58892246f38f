import { approval, asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { asOne } from "../steps.ts";

export const attempt: Attempt = {
  what: "one person approves under another name, with the same age identity",
  fault: 9,
  check: {
    rule: "four-eyes-approval",
    file: "src/gate/state/same-person.ts",
    on: "return personOf(roster, one) === personOf(roster, other);",
    off: "return one === other;",
  },
  async run() {
    const w = await world();
    await asOne(w, "ann", "bo");
    const { seq } = await w.gate.act(w.keys.ann, asked());
    await w.gate.act(w.keys.bo, approval(`r${seq}`, w.clock));
  },
};
