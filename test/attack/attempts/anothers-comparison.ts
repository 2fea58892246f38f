import { world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { compared } from "../steps.ts";

export const attempt: Attempt = {
  what: "a reviewer has the pictures of another's comparison shown, on the other's count",
  fault: 1,
  check: {
    rule: "anothers-drawing",
    file: "src/gate/state/drawings.ts",
    on: `if (drawing.by !== actor) return why("anothers-drawing", "somebody else began it");
  if (drawing.ended !== null) return why("over-already", "it has ended already");
  const foreign`,
    off: "const foreign",
  },
  async run() {
    const w = await world();
    const { seq: drawing } = await w.gate.act(w.keys.bo, compared(1));
    await w.gate.act(w.keys.both, { type: "drawing-revealed", drawing, prompt: 0, rung: 3 });
  },
};
