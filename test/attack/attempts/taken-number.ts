import { ledgerFile } from "../../../src/ledger/file.ts";
import { type MemoryFiles, memoryDisk } from "../../support/memory-disk.ts";
import { type Attempt, Foiled } from "../attempt.ts";

/** One writer stalls between its look at the ledger and its claim; the other goes on meanwhile. */
export const attempt: Attempt = {
  what: "two honest writers are told the same number",
  fault: 4,
  check: {
    rule: "number-taken",
    file: "src/ledger/file.ts",
    on: "if (!taken) continue;",
    off: "void taken;",
  },
  async run() {
    const files: MemoryFiles = new Map();
    const path = "/nowhere/gate/ledger.jsonl";
    const writer = (by: string, step: () => Promise<void>) => {
      const file = ledgerFile(path, () => {}, memoryDisk(files, step));
      let known = 0;
      return async () => {
        let mine = -1;
        await file.append((news) => {
          known += news.length;
          mine = known;
          return JSON.stringify({ number: mine, by });
        });
        return mine;
      };
    };
    const told = new Set<number>();
    for (let at = 1; at <= 20; at += 1) {
      files.clear();
      let steps = 0;
      let go = () => {};
      const stalled = new Promise<void>((resolve) => {
        go = resolve;
      });
      const a = writer("a", async () => {
        steps += 1;
        if (steps === at) await stalled;
      });
      const b = writer("b", async () => {});
      const first = a();
      const second = await b();
      go();
      if ((await first) === second) return;
      told.add(second);
    }
    throw new Foiled("number-taken");
  },
};
