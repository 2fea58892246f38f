import { approval, asked, judged, started, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { look } from "../steps.ts";

export const attempt: Attempt = {
  what: "a requester who is a reviewer too passes what they asked for and somebody else drew, the rules against both being dropped",
  fault: 9,
  check: {
    rule: "same-person",
    file: "src/gate/state/same-person.ts",
    on: "version < 4 ? askers.slice(0, 1) : askers",
    off: "askers.slice(0, 1)",
  },
  async run() {
    const w = await world((files) => {
      delete files["four-eyes.cedar"];
      const own = /@id\("own-request-only"\)[\s\S]*?\};/u;
      files["roles.cedar"] = (files["roles.cedar"] ?? "").replace(own, "");
    });
    const { seq } = await w.gate.act(w.keys.both, asked());
    await w.gate.act(w.keys.bo, approval(`r${seq}`, w.clock));
    await w.gate.act(w.keys.ann, started(`r${seq}`));
    await w.gate.act(w.keys.ann, judged(`r${seq}`, 0, "pass"));
    await look(w, "both", `r${seq}.0`, "pass");
  },
};
