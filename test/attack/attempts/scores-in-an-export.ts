import { redactedLine } from "../../../src/ledger/entry.ts";
import { asked, world } from "../../support/gate-world.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a prompt's score stands in a redacted export, at full precision",
  fault: 6,
  check: {
    rule: "veiled",
    file: "src/ledger/entry.ts",
    on: "versionOf(head) > 1 ? veil(event)",
    off: "false ? veil(event)",
  },
  async run() {
    const w = await world();
    const score = 0.012_345_678_9;
    const entry = await w.gate.act(w.keys.ann, { ...asked(), scores: { text_toxicity: score } } as ReturnType<
      typeof asked
    >);
    if (!redactedLine(entry).includes(String(score))) throw new Foiled("veiled");
  },
};
