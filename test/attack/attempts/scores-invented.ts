import { rechecked, revealed, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { sealedImage } from "../steps.ts";

export const attempt: Attempt = {
  what: "a requester's process records other scores than the filters of who looks give",
  fault: 8,
  check: {
    rule: "recheck-differs",
    file: "src/gate/state/recheck.ts",
    on: "Math.abs(value - was) > tolerance",
    off: "Math.abs(value - was) > tolerance + 1",
  },
  async run() {
    const w = await world();
    const image = await sealedImage(w);
    await w.gate.act(w.keys.bo, rechecked(image, { image_porn: 0.9 }));
    await w.gate.act(w.keys.bo, revealed(image));
  },
};
