import { allowList, approval, asked, started, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";

export const attempt: Attempt = {
  what: "another model draws than the one that was approved, under the same name",
  fault: 2,
  check: {
    rule: "another-manifest",
    file: "src/gate/state/legal.ts",
    on: "return manifestFault(request, event.manifest) ?? standingFault(",
    off: "return standingFault(",
  },
  async run() {
    const manifest = "cd".repeat(32);
    const w = await world((files) => {
      const models = [...allowList.models, ...allowList.models.map((one) => ({ ...one, manifest }))];
      files["allowed.yaml"] = JSON.stringify({ ...allowList, models });
    });
    const { seq } = await w.gate.act(w.keys.ann, asked());
    await w.gate.act(w.keys.bo, approval(`r${seq}`, w.clock));
    const start = { ...started(`r${seq}`), manifest } as ReturnType<typeof started>;
    await w.gate.act(w.keys.ann, start);
  },
};
