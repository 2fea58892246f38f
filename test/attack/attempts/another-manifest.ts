import { approval, asked, started, world } from "../../support/gate-world.ts";
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
    const w = await world();
    const { seq } = await w.gate.act(w.keys.ann, asked());
    await w.gate.act(w.keys.bo, approval(`r${seq}`, w.clock));
    const start = { ...started(`r${seq}`), manifest: "cd".repeat(32) } as ReturnType<typeof started>;
    await w.gate.act(w.keys.ann, start);
  },
};
