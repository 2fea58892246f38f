import { seal } from "../../../src/ledger/sealed.ts";
import { asked, world } from "../../support/gate-world.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a requester signs entries so long that soon no process holds the ledger",
  fault: 4,
  check: {
    rule: "entry-too-long",
    file: "src/ledger/entry.ts",
    on: "LONGEST_LINE : MEBI / 4",
    off: "LONGEST_LINE : LONGEST_LINE",
  },
  async run() {
    const w = await world();
    const long = { ...asked(), prompt: seal("a".repeat(1024 * 1024)) } as ReturnType<typeof asked>;
    await w.gate.act(w.keys.ann, long).catch((error: Error) => {
      throw /says more than an entry of its kind/u.test(error.message) ? new Foiled("entry-too-long") : error;
    });
  },
};
