import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { verifyLedger } from "../../../src/gate/verify.ts";
import { world } from "../../support/gate-world.ts";
import { type Attempt, Foiled } from "../attempt.ts";

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export const attempt: Attempt = {
  what: "the last entry's signature is spelled otherwise, and the ledger still verifies",
  fault: 11,
  check: {
    rule: "unreadable-entry",
    file: "src/ledger/entry.ts",
    on: ".refine(isCanonical,",
    off: ".refine((text) => isCanonical(text) || true,",
  },
  async run() {
    const w = await world();
    const path = join(w.folder, "ledger.jsonl");
    const text = readFileSync(path, "utf8");
    writeFileSync(
      path,
      text.replace(
        /(.)==("\}\n)$/u,
        (_, digit: string, end: string) => `${digits[digits.indexOf(digit) + 1]}==${end}`,
      ),
    );
    const { why } = await verifyLedger(path, { checkpoints: [], keys: [], redacted: false });
    if (why[0] !== undefined) throw new Foiled(why[0].rule);
  },
};
