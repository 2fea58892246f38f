import { seal } from "../../../src/ledger/sealed.ts";
import { allowList, released, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { look, sealedImage } from "../steps.ts";

export const attempt: Attempt = {
  what: "an image leaves that filters judged which were taken from the list since",
  fault: 8,
  check: {
    rule: "foreign-filters",
    file: "src/gate/state/legal.ts",
    on: "version < 3 ? null : evidenceFault(state, event.image)",
    off: "null",
  },
  async run() {
    const w = await world();
    const image = await sealedImage(w);
    await look(w, "bo", image, "pass");
    const filters = { ...allowList.filters, image: ["cd".repeat(32)] };
    const files = { ...w.gate.state.files, "allowed.yaml": JSON.stringify({ ...allowList, filters }) };
    await w.gate.act(w.keys.cy, { type: "rules-changed", files, reason: seal("they err") });
    await w.gate.act(w.keys.bo, released(image));
  },
};
