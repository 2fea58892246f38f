import { asked, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { asOne } from "../steps.ts";

export const attempt: Attempt = {
  what: "one person asks for a day's quota under each of two names with the same age identity",
  fault: 9,
  check: {
    rule: "quota-requests",
    file: "src/gate/state/same-person.ts",
    on: "if (version < 5) return [name];",
    off: "if (version < 9) return [name];",
  },
  async run() {
    const w = await world((files) => {
      files["settings.yaml"] = (files["settings.yaml"] ?? "").replace("requests: 20", "requests: 2");
    });
    await asOne(w, "ann", "both");
    for (const name of ["ann", "ann", "both"] as const) await w.gate.act(w.keys[name], asked());
  },
};
