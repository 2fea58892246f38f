import { seal } from "../../../src/ledger/sealed.ts";
import { rechecked, revealed, reviewed, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { asOne, look, sealedImage } from "../steps.ts";

export const attempt: Attempt = {
  what: "a reviewer overrides the own rejection under another name, with the same age identity",
  fault: 9,
  check: {
    rule: "own-rejection",
    file: "src/gate/state/legal.ts",
    on: "otherNameFault(state, state.images.get(event.image), actor)",
    off: "null",
  },
  async run() {
    const w = await world();
    await asOne(w, "bo", "both");
    const image = await sealedImage(w);
    await look(w, "bo", image, "reject");
    await w.gate.act(w.keys.both, rechecked(image));
    await w.gate.act(w.keys.both, revealed(image));
    const override = { override: seal("on second thought") };
    await w.gate.act(w.keys.both, { ...reviewed(image, "pass"), ...override } as ReturnType<typeof reviewed>);
  },
};
