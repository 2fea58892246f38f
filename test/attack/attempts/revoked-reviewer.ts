import { exchanged, revoked } from "../../../src/gate/roster/people.ts";
import { seal } from "../../../src/ledger/sealed.ts";
import { released, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { look, sealedImage } from "../steps.ts";

export const attempt: Attempt = {
  what: "an image leaves by the pass of a reviewer who was revoked",
  fault: 9,
  check: {
    rule: "reviews-missing",
    file: "src/gate/state/advance.ts",
    on: 'if (verdict === "pass" && !may(who, "reviewer")) verdicts.delete(who);',
    off: "void [who, verdict];",
  },
  async run() {
    const w = await world();
    const image = await sealedImage(w);
    await look(w, "bo", image, "pass");
    await w.gate.act(w.keys.cy, (state) => ({
      type: "roster-changed",
      people: exchanged(state.people.values(), revoked(state.people.get(w.people.bo.id) ?? w.people.bo)),
      reason: seal("left"),
    }));
    await w.gate.act(w.keys.both, released(image));
  },
};
