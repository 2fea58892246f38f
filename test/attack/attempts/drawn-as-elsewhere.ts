import { allowList, started, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { foreignMaker, grantedElsewhere } from "../steps.ts";

export const attempt: Attempt = {
  what: "a model of ours draws under the name and the grant of one that draws elsewhere",
  fault: 13,
  check: {
    rule: "made-elsewhere",
    file: "src/gate/state/legal.ts",
    on: "drawnElsewhereFault(event.model) ??",
    off: "",
  },
  async run() {
    const w = await world((files) => {
      const { id, manifest } = foreignMaker;
      const models = allowList.models.map((one) => ({ ...one, id, manifest }));
      files["allowed.yaml"] = JSON.stringify({ ...allowList, models });
    });
    const { request } = await grantedElsewhere(w);
    const { id: model, manifest } = foreignMaker;
    const start = { ...started(request), model, manifest } as ReturnType<typeof started>;
    await w.gate.act(w.keys.ann, start);
  },
};
