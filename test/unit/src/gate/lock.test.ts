import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { verifyLedger } from "../../../../src/gate/verify.ts";
import { asked, type World, world } from "../../../support/gate-world.ts";

const anyway = { checkpoints: [], keys: [], redacted: false };
const ledger = ({ folder }: World) => join(folder, "ledger.jsonl");

it.each<readonly [string, (path: string) => void]>([
  [
    "of a machine whose clock was a year ahead",
    (path) => {
      mkdirSync(path);
      const later = new Date(Date.now() + 365 * 86_400_000);
      utimesSync(path, later, later);
    },
  ],
  ["that is a file", (path) => writeFileSync(path, "")],
])("an append waits for no lock %s: a turn only spares work", async (_, lock) => {
  const w = await world();
  lock(`${ledger(w)}.lock`);
  // Who waited for it would look 250 times whether it is over, however long that takes.
  const waits = vi.spyOn(globalThis, "setTimeout");
  await Promise.all([w.gate.act(w.keys.ann, asked()), w.gate.act(w.keys.ann, asked())]);
  expect(waits.mock.calls.length).toBeLessThan(200);
  waits.mockRestore();
  expect(await verifyLedger(ledger(w), anyway)).toMatchObject({ valid: true });
  expect((await w.again()).entries.length).toBe(w.gate.entries.length);
});
