import type { GateEvent } from "../../../src/ledger/event.ts";
import { seal } from "../../../src/ledger/sealed.ts";
import { approve } from "../../../src/verbs/approve.ts";
import { asked, sessionAt, world } from "../../support/gate-world.ts";
import { blockedPrompt } from "../../support/red-team.ts";
import type { Attempt } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a patched client says, under the right digests, that a prompt passed which the filters block",
  fault: 8,
  check: {
    rule: "prompt-blocked-here",
    file: "src/verbs/prompt-again.ts",
    on: 'if (verdict !== undefined && verdict.action !== "block") return;',
    off: "if (verdict !== undefined) return;",
  },
  async run() {
    const w = await world();
    const claimed = { ...asked(), prompt: seal(await blockedPrompt()) } as GateEvent;
    const { seq } = await w.gate.act(w.keys.ann, claimed);
    await approve(sessionAt(w, "bo"), `r${seq}`);
  },
};
