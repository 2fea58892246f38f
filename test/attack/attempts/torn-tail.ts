import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { world } from "../../support/gate-world.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "two mebibytes of a torn line end the ledger for good: an append says success, and no process opens it",
  fault: 4,
  check: {
    rule: "torn-never-counts",
    file: "src/ledger/file.ts",
    on: "const end = bytes.lastIndexOf(10) + 1;",
    off: "const end = bytes.length;",
  },
  async run() {
    const w = await world();
    appendFileSync(join(w.folder, "ledger.jsonl"), "x".repeat(2 << 20));
    const opened = await w.again().then(
      () => true,
      () => false,
    );
    if (opened) throw new Foiled("torn-never-counts");
  },
};
