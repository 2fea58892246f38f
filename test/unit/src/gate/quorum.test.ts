import { describe, expect, it } from "vitest";
import { revoked } from "../../../../src/gate/roster/people.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import {
  changed,
  clock,
  consent,
  DAY,
  enact,
  HOUR,
  propose,
  stewards,
  veto,
  whole,
} from "../../../support/gate-stewards.ts";
import { asked } from "../../../support/gate-world.ts";

describe("two stewards", () => {
  it("make no exception alone", async () => {
    const w = await stewards(2);
    const exception = {
      type: "exception" as const,
      ...{ model: "tiny-cascade", manifest: "ab".repeat(32), reason: seal("a test") },
      expires: new Date(w.clock + 30 * DAY).toISOString(),
    };
    await expect(w.gate.act(w.keys.cy, exception)).rejects.toThrow(/2 of 2 stewards have to agree/u);
    const { seq } = await w.gate.act(w.keys.cy, { type: "proposal", change: exception });
    expect(w.gate.state.exceptions.size).toBe(0);
    const inForce = await consent(w, "dee", `c${seq}`);
    expect(w.gate.state.exceptions.get("tiny-cascade")).toMatchObject({
      seq: inForce.seq,
      by: w.people.cy.id,
    });
    await whole(w);
  });

  it("set the clock together, or one of them with anybody else: a lost key and a long pause lock nothing", async () => {
    const w = await stewards(2);
    await w.gate.act(w.keys.both, asked());
    const before = w.clock;
    w.clock += 200 * DAY;
    // One signature moves it 92 days, a steward's too where others have signed.
    await expect(w.gate.act(w.keys.cy, { type: "veto", proposal: "c9", reason: seal("x") })).rejects.toThrow(
      /sluice gate clock/u,
    );
    await expect(w.gate.act(w.keys.cy, clock)).rejects.toThrow(/2 of 2 stewards have to agree/u);
    const { seq } = await w.gate.act(w.keys.cy, { type: "proposal", change: clock as never });
    expect(w.gate.state.clock).toBe(before);
    await expect(veto(w, "dee", `c${seq}`)).rejects.toThrow(/no veto where no delay/u);
    await expect(enact(w, "cy", `c${seq}`)).rejects.toThrow(/sluice gate clock|somebody else has to agree/u);
    const proposed = w.clock;
    // Who agrees sets the time that was proposed, not one of their own.
    w.clock += 60 * DAY;
    await consent(w, "ann", `c${seq}`);
    expect(w.gate.state.clock).toBe(proposed);
    expect(w.gate.state.ahead).toEqual([]);
    await w.gate.act(w.keys.both, asked());
    await whole(w);
  });

  it("veto once: what more than half of the others back then comes by a delay that begins anew", async () => {
    const w = await stewards(2);
    const id = await propose(w, "cy", changed("dee", revoked)(w));
    // Seen by more than half of the others before the veto: that backs nothing.
    await consent(w, "ann", id);
    await consent(w, "bo", id);
    await veto(w, "dee", id);
    await expect(enact(w, "cy", id)).rejects.toThrow(/is vetoed$/u);
    await consent(w, "ann", id);
    await expect(consent(w, "ann", id)).rejects.toThrow(/agreed to c\d+ already/u);
    await expect(enact(w, "cy", id)).rejects.toThrow(/is vetoed$/u);
    await consent(w, "bo", id);
    await expect(veto(w, "dee", id)).rejects.toThrow(/it is not vetoed again/u);
    await expect(enact(w, "cy", id)).rejects.toThrow(/72 hours/u);
    await w.gate.act(w.keys.both, asked());
    w.clock += 72 * HOUR;
    await w.gate.act(w.keys.both, asked());
    await enact(w, "cy", id);
    expect(w.gate.state.people.get(w.people.dee.id)?.status).toBe("revoked");
    await whole(w);
  });

  it("do not see backed what its own proposer took back, or what was overtaken", async () => {
    const w = await stewards(2);
    const [own, stale] = [await propose(w, "cy"), await propose(w, "cy")];
    await veto(w, "cy", own);
    await expect(consent(w, "ann", own)).rejects.toThrow(/only stewards agree/u);
    await veto(w, "dee", stale);
    await consent(
      w,
      "dee",
      await propose(w, "cy", changed("both", (person) => ({ ...person, quota: null }))(w)),
    );
    await expect(consent(w, "ann", stale)).rejects.toThrow(/only stewards agree/u);
  });
});

describe("three stewards or more", () => {
  it("set the clock and make exceptions by as many as change people, and nobody else is asked", async () => {
    const w = await stewards(3);
    await w.gate.act(w.keys.both, asked());
    w.clock += 200 * DAY;
    const { seq } = await w.gate.act(w.keys.cy, { type: "proposal", change: clock as never });
    await expect(consent(w, "ann", `c${seq}`)).rejects.toThrow(/only stewards agree/u);
    await consent(w, "bo", `c${seq}`);
    expect(w.gate.state.clock).toBe(w.clock);
    await whole(w);
  });
});
