import { rechecked, revealed, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { asOne, sealedImage } from "../steps.ts";

export const attempt: Attempt = {
  what: "who asked for an image looks at it before anybody else, under another name with the same age identity",
  fault: 9,
  check: {
    rule: "four-eyes-images",
    file: "src/gate/state/authorise.ts",
    on: "version > 4 && samePerson(state, owner, actor.id) ? actor.id : owner",
    off: "owner",
  },
  async run() {
    const w = await world();
    await asOne(w, "ann", "both");
    const image = await sealedImage(w);
    await w.gate.act(w.keys.both, rechecked(image));
    await w.gate.act(w.keys.both, revealed(image));
  },
};
