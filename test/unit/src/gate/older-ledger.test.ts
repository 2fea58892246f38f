import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCheckpoint } from "../../../../src/gate/checkpoints.ts";
import { openGate } from "../../../../src/gate/gate.ts";
import { replay } from "../../../../src/gate/state/replay.ts";
import { verifyLedger } from "../../../../src/gate/verify.ts";
import { signingKeyFromPem } from "../../../../src/ledger/keys/signing-key.ts";
import { seal } from "../../../../src/ledger/sealed.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures/gate");
const key = signingKeyFromPem(readFileSync(join(fixtures, "steward-1.pem"), "utf8"));

/** A gate of an earlier version: a reviewer turned a rejection of their own, and somebody signed in the year 9999. */
function older(): string {
  const folder = mkdtempSync(join(tmpdir(), "sluice-older-"));
  copyFileSync(join(fixtures, "ledger-1.jsonl"), join(folder, "ledger.jsonl"));
  return folder;
}

describe("a ledger from before", () => {
  it("verifies as it did", async () => {
    const note = await readCheckpoint(join(fixtures, "ledger-1.note"));
    expect(
      await verifyLedger(join(fixtures, "ledger-1.jsonl"), {
        checkpoints: [note],
        keys: [key.public],
        redacted: false,
      }),
    ).toMatchObject({ valid: true, entries: 25, behind: [24], ahead: [] });
  });

  it("goes on in the newer version, its clock mended by a steward, and never goes back", async () => {
    const folder = older();
    const gate = await openGate(folder, { now: () => new Date("2026-03-03T10:00:00.000Z") });
    expect(new Date(gate.state.clock).getUTCFullYear()).toBe(9999);
    await gate.act(key, { type: "clock-set", reason: seal("somebody signed in 9999") });
    expect(new Date(gate.state.clock).toISOString()).toBe("2026-03-03T10:00:00.000Z");
    const again = await openGate(folder, { now: () => new Date("2026-03-03T11:00:00.000Z") });
    await again.act(key, { type: "clock-set", reason: seal("once more") });
    expect(again.entries.map(({ schema }) => schema).slice(-3)).toEqual([
      "sluice.ledger/1",
      "sluice.ledger/5",
      "sluice.ledger/5",
    ]);
    const lines = readFileSync(join(folder, "ledger.jsonl"), "utf8").split("\n").slice(0, -1);
    const log = replay();
    for (const line of lines) log.take(line);
    const old = JSON.stringify({
      ...JSON.parse(lines.at(-1) ?? ""),
      body: {
        ...JSON.parse(lines.at(-1) ?? "").body,
        schema: "sluice.ledger/1",
        seq: lines.length,
        previous: Buffer.from(log.state.leaves.at(-1) ?? []).toString("hex"),
      },
    });
    expect(() => log.take(old)).toThrow(/of an older kind|not canonical/u);
  });

  it("of two stewards alone, where the proposer's clock ended a delay, verifies as it did", async () => {
    const whole = { checkpoints: [], keys: [], redacted: false };
    expect(await verifyLedger(join(fixtures, "ledger-3.jsonl"), whole)).toMatchObject({
      valid: true,
      entries: 9,
      stewards: 1,
    });
  });

  it("of stewards by names, where a clock that was set right ended a delay, verifies as it did", async () => {
    const whole = { checkpoints: [], keys: [], redacted: false };
    expect(await verifyLedger(join(fixtures, "ledger-4.jsonl"), whole)).toMatchObject({
      valid: true,
      entries: 16,
      stewards: 2,
    });
  });

  it("of two stewards alone says to whoever opens it that a lost key would end every change", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-older-"));
    const lines = readFileSync(join(fixtures, "ledger-3.jsonl"), "utf8").split("\n");
    const saidAfter = async (count: number) => {
      const said: string[] = [];
      writeFileSync(join(folder, "ledger.jsonl"), `${lines.slice(0, count).join("\n")}\n`);
      await openGate(folder, {
        now: () => new Date("2026-03-03T10:00:00.000Z"),
        say: (line) => void said.push(line),
      });
      return said.join("\n");
    };
    expect(await saidAfter(5)).not.toMatch(/nobody beside them/u);
    expect(await saidAfter(7)).toMatch(/two stewards have nobody beside them.*sluice gate enrol NAME/u);
  });
});
