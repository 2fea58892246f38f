import { released, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { look, sealedImage } from "../steps.ts";

export const attempt: Attempt = {
  what: "a reviewer turns the own rejection into a pass",
  fault: 9,
  check: {
    rule: "own-rejection",
    file: "src/gate/state/image-faults.ts",
    on: 'if (image.verdicts.get(person) === "reject")',
    off: "if (false)",
  },
  async run() {
    const w = await world();
    const image = await sealedImage(w);
    await look(w, "bo", image, "reject");
    await look(w, "bo", image, "pass");
    await w.gate.act(w.keys.bo, released(image));
  },
};
