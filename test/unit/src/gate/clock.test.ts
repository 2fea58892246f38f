import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verifyLedger } from "../../../../src/gate/verify.ts";
import { writeEntry } from "../../../../src/ledger/entry.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { approval, asked, type Name, started, type World, world } from "../../../support/gate-world.ts";

const DAY = 86_400_000;
const anyway = { checkpoints: [], keys: [], redacted: false };
const ledger = ({ folder }: World) => join(folder, "ledger.jsonl");

/** Signs a request and writes it into the ledger by hand, past every check of ours. */
function writeByHand(w: World, name: Name, time: string): void {
  const [last] = w.gate.entries.slice(-1);
  const head = {
    schema: "sluice.ledger/5" as const,
    origin: w.gate.state.origin,
    seq: w.gate.entries.length,
    time,
    previous: Buffer.from(last?.leaf ?? []).toString("hex"),
    actor: w.people[name].id,
    key: w.keys[name].public.id,
  };
  appendFileSync(ledger(w), `${writeEntry(head, asked(), w.keys[name])}\n`);
}

describe("the ledger's clock", () => {
  it("refuses an entry far ahead of what others vouch for, at append", async () => {
    const w = await world();
    const before = readFileSync(ledger(w), "utf8");
    const now = w.clock;
    w.clock = Date.parse("9999-12-31T23:59:59.999Z");
    for (const name of ["ann", "cy"] as const)
      await expect(
        w.gate.act(
          w.keys[name],
          name === "ann"
            ? asked()
            : { type: "roster-changed", people: [...w.gate.state.people.values()], reason: seal("x") },
        ),
      ).rejects.toMatchObject({ exitCode: 3, reasons: [expect.objectContaining({ rule: "clock-ahead" })] });
    expect(readFileSync(ledger(w), "utf8")).toBe(before);
    w.clock = now + 92 * DAY;
    await w.gate.act(w.keys.ann, asked());
  });

  it("is moved by one person no further than that, however often they sign", async () => {
    const w = await world();
    const { clock } = w;
    w.clock = clock + 92 * DAY;
    await w.gate.act(w.keys.ann, asked());
    w.clock = clock + 93 * DAY;
    await expect(w.gate.act(w.keys.ann, asked())).rejects.toThrow(/92 days after what vouches/u);
    await w.gate.act(w.keys.both, asked());
    await w.gate.act(w.keys.ann, asked());
  });

  it("does not follow the year 9999 of an entry written by hand: the gate opens, grants and quotas go on", async () => {
    const w = await world();
    writeByHand(w, "ann", "9999-12-31T23:59:59.999Z");
    const gate = await w.again();
    const seq = gate.entries.length - 1;
    expect(gate.state.ahead).toEqual([seq]);
    expect(gate.state.clock).toBe(w.clock);
    await gate.act(w.keys.bo, approval(`r${seq}`, w.clock));
    await gate.act(w.keys.ann, started(`r${seq}`));
    expect(gate.state.used.get(`${w.people.ann.id} ${new Date(w.clock).toISOString().slice(0, 10)}`)).toEqual(
      {
        requests: 1,
        images: 1,
      },
    );
    expect(await verifyLedger(ledger(w), anyway)).toMatchObject({ valid: true, ahead: [seq], behind: [] });
  });

  it("is mended by a steward, forward and back, and by nobody else", async () => {
    const w = await world();
    const { clock } = w;
    const set = { type: "clock-set", reason: seal("after the holidays") } as const;
    w.clock = clock + 200 * DAY;
    await expect(w.gate.act(w.keys.ann, asked())).rejects.toThrow(/sluice gate clock/u);
    await expect(w.gate.act(w.keys.ann, set)).rejects.toThrow(/no rule permits/u);
    await w.gate.act(w.keys.cy, set);
    await w.gate.act(w.keys.ann, asked());
    w.clock = clock + 1 * DAY;
    await w.gate.act(w.keys.cy, set);
    const { seq } = await w.gate.act(w.keys.ann, asked());
    expect(w.gate.state.clock).toBe(w.clock);
    expect(w.gate.state.behind).not.toContain(seq);
    expect(await verifyLedger(ledger(w), anyway)).toMatchObject({ valid: true, ahead: [] });
  });
});
