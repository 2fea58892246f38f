import { seal } from "../../../src/ledger/sealed.ts";
import { allowList, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { compared } from "../steps.ts";

export const attempt: Attempt = {
  what: "a comparison goes on showing pictures whose filters were taken from the list since it began",
  fault: 8,
  check: {
    rule: "foreign-filters",
    file: "src/gate/state/drawings.ts",
    on: "if (foreign !== null) return foreign;",
    off: "",
  },
  async run() {
    const w = await world();
    const { seq: drawing } = await w.gate.act(w.keys.bo, compared(1));
    const filters = { ...allowList.filters, image: ["cd".repeat(32)] };
    const files = { ...w.gate.state.files, "allowed.yaml": JSON.stringify({ ...allowList, filters }) };
    await w.gate.act(w.keys.cy, { type: "rules-changed", files, reason: seal("they err") });
    await w.gate.act(w.keys.bo, { type: "drawing-revealed", drawing, prompt: 0, rung: 3 });
  },
};
