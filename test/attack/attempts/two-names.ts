import { approval, asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { asOne } from "../steps.ts";

export const attempt: Attempt = {
  what: "one person approves under another name, with the same age identity",
  fault: 9,
  check: {
    rule: "same-person",
    file: "src/gate/state/same-person.ts",
    on: "(people.get(one)?.recipients ?? []).some((recipient) => theirs.includes(recipient))",
    off: "theirs.includes('')",
  },
  async run() {
    const w = await world();
    await asOne(w, "ann", "bo");
    const { seq } = await w.gate.act(w.keys.ann, asked());
    await w.gate.act(w.keys.bo, approval(`r${seq}`, w.clock));
  },
};
