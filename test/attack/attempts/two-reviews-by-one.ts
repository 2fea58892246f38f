import { released, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { asOne, look, sealedImage } from "../steps.ts";

export const attempt: Attempt = {
  what: "one person gives both of two reviews, under two names with the same age identity",
  fault: 9,
  check: {
    rule: "reviews-missing",
    file: "src/gate/state/legal.ts",
    on: "version < 4 ? null : fewPeopleFault(state, event.image)",
    off: "null",
  },
  async run() {
    const w = await world((files) => {
      files["settings.yaml"] = (files["settings.yaml"] ?? "").replace("reviews: 1", "reviews: 2");
    });
    await asOne(w, "bo", "both");
    const image = await sealedImage(w);
    await look(w, "bo", image, "pass");
    await look(w, "both", image, "pass");
    await w.gate.act(w.keys.bo, released(image));
  },
};
