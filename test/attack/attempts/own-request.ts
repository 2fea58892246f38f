import { approval, asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a requester who is a reviewer too approves the own request, the rule of four eyes being dropped",
  fault: 9,
  check: {
    rule: "same-person",
    file: "src/gate/state/replay.ts",
    on: "version > 1 ? ownWork(state, actor.id, event, version) : null",
    off: "null as ReturnType<typeof ownWork>",
  },
  async run() {
    const w = await world((files) => {
      delete files["four-eyes.cedar"];
    });
    const { seq } = await w.gate.act(w.keys.both, asked());
    await w.gate.act(w.keys.both, approval(`r${seq}`, w.clock));
  },
};
