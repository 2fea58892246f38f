import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rekeyed, revoked } from "../../../../src/gate/roster/people.ts";
import { verifyLedger } from "../../../../src/gate/verify.ts";
import { newSigningKey } from "../../../../src/ledger/keys/signing-key.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { whoMayBeSteward } from "../../../../src/verbs/roster.ts";
import {
  changed,
  clock,
  consent,
  DAY,
  enact,
  propose,
  signsThrice,
  stewards,
  veto,
  whole,
} from "../../../support/gate-stewards.ts";
import { asked, type Name, sessionAt } from "../../../support/gate-world.ts";

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

  it("are told whose keys one of them brought alone, who may be that one, until both agree to another key", async () => {
    const w = await stewards(2);
    const [first] = w.gate.entries;
    expect(first?.actor).toBe(w.people.cy.id);
    const everybody = ["ann", "bo", "both", "dee"].map((name) => w.people[name as Name].id);
    const verified = () =>
      verifyLedger(join(w.folder, "ledger.jsonl"), { checkpoints: [], keys: [], redacted: false });
    expect((await verified()).enrolled_alone.toSorted()).toEqual(everybody.toSorted());
    const fresh = newSigningKey();
    const change = changed("dee", (person) => rekeyed(person, { key: fresh.public, recipients: [] }))(w);
    await consent(w, "dee", await propose(w, "cy", change));
    expect((await verified()).enrolled_alone).not.toContain(w.people.dee.id);
    // A key that opens images is one, too.
    const recipients = [`age1${"q".repeat(58)}`];
    const one = await stewards(1);
    const rekey = await one.gate.act(
      one.keys.cy,
      changed("bo", (person) => ({ ...person, recipients }))(one),
    );
    expect(rekey.event.type).toBe("roster-changed");
    expect(one.gate.state.enrolledAlone.get(one.people.bo.id)).toBe(one.people.cy.id);
    expect(whoMayBeSteward(sessionAt(w, "cy"), [w.people.dee.id, w.people.ann.id])).toEqual([
      { id: w.people.ann.id, who: "ann", by: "cy" },
    ]);
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
    await signsThrice(w, () => w.gate.act(w.keys.both, asked()));
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
  it("are people and not names: over whom an age identity of each makes one, through a third name too", async () => {
    const w = await stewards(3);
    const age = (letter: string) => `age1${letter.repeat(58)}`;
    const shares = { dee: ["q"], bo: ["p"], ann: ["q", "p"] } as const;
    const as = (name: "dee" | "bo" | "ann") =>
      changed(name, (person) => ({ ...person, recipients: shares[name].map(age) }))(w);
    for (const name of ["dee", "bo", "ann"] as const)
      await consent(w, name === "dee" ? "bo" : "dee", await propose(w, "cy", as(name)));
    const id = await propose(w, "dee", changed("both", (person) => ({ ...person, quota: null }))(w));
    await consent(w, "bo", id);
    expect(w.gate.state.proposals.get(id)?.status).toBe("open");
    // They are two people now, of whom each lets the other's change come, or vetoes it.
    await veto(w, "cy", id);
    expect(w.gate.state.proposals.get(id)?.status).toBe("vetoed");
    await whole(w);
  });

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
