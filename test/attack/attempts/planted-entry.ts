import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { repairLedger } from "../../../src/gate/repair.ts";
import { world } from "../../support/gate-world.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "who shares the folder puts a folder where the next entry comes, and nothing opens the gate again",
  fault: 4,
  check: {
    rule: "no-plain-file",
    file: "src/ledger/disk.ts",
    on: "if (!facts.isFile()) return NO_PLAIN_FILE;",
    off: "if (facts.isSocket()) return NO_PLAIN_FILE;",
  },
  async run() {
    const w = await world();
    mkdirSync(join(w.folder, "entries", `${w.gate.entries.length}.json`));
    const opened = await repairLedger(w.folder, w.keys.cy, "a test", { now: () => new Date(w.clock) }).then(
      () => true,
      () => false,
    );
    if (opened) throw new Foiled("no-plain-file");
  },
};
