import { describe, expect, it } from "vitest";
import { makeCheckpoint } from "../../../../src/gate/checkpoints.ts";
import { newPerson, revoked } from "../../../../src/gate/roster/people.ts";
import type { Change, Person } from "../../../../src/ledger/event.ts";
import { newSigningKey } from "../../../../src/ledger/keys/signing-key.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import {
  changed,
  clock,
  consent,
  DAY,
  enact,
  HOUR,
  propose,
  recovered,
  signsThrice,
  veto,
  whole,
} from "../../../support/gate-stewards.ts";
import { asked, type World } from "../../../support/gate-world.ts";

const dee = (w: World) => w.gate.state.people.get(w.people.dee.id)?.status;
const removal = (w: World) => changed("dee", revoked)(w);
const rule = (work: Promise<unknown>) =>
  work.then(
    () => "nothing",
    (error: { reasons?: readonly { rule: string }[] }) => error.reasons?.[0]?.rule ?? String(error),
  );

/** A recovery key asks for something. @returns what refuses it, or the proposal */
async function asks(w: World, key: ReturnType<typeof newSigningKey>, change: Change) {
  const { seq } = await w.gate.act(key, { type: "proposal", change });
  return `c${seq}`;
}
const works = async (w: World, who: "cy" | "ann" = "cy") =>
  who === "cy" ? makeCheckpoint(w.gate, w.keys.cy) : w.gate.act(w.keys.ann, asked());

describe("a recovery key", () => {
  it("ends what two keys that veto each other cannot: the thief's removal stands no veto, and comes after the delay", async () => {
    const { w, key } = await recovered(2);
    // The thief vetoes what the owner's colleague proposes, and the other way round.
    const first = await propose(w, "cy", removal(w));
    await veto(w, "dee", first);
    const second = await propose(w, "dee", changed("cy", revoked)(w));
    await veto(w, "cy", second);
    const id = await asks(w, key, removal(w));
    expect(await rule(veto(w, "dee", id))).toBe("recovery-not-vetoed");
    expect(await rule(enact(w, "cy", id))).toBe("too-early");
    await signsThrice(w, async () => {
      await works(w);
      await works(w, "ann");
    });
    await enact(w, "cy", id);
    expect(dee(w)).toBe("revoked");
    await whole(w);
  });

  it("hurries nothing with a steward's own key: somebody else's clock counts too", async () => {
    const { w, key } = await recovered(2);
    const id = await asks(w, key, removal(w));
    const now = w.clock;
    await works(w);
    await works(w, "ann");
    for (const days of [40, 80]) {
      w.clock = now + days * DAY;
      await works(w);
    }
    expect(await rule(enact(w, "cy", id))).toBe("too-early");
    w.clock = now + HOUR;
    await works(w, "ann");
    expect(await rule(enact(w, "cy", id))).toBe("too-early");
    w.clock = now + 73 * HOUR;
    await signsThrice(w, () => works(w, "ann"));
    await enact(w, "cy", id);
    await whole(w);
  });

  it("is told no by more than half of the others, whom neither key outvotes; one alone, or the steward, is not enough", async () => {
    const { w, key } = await recovered(2);
    const id = await asks(w, key, removal(w));
    const open = () => w.gate.state.proposals.get(id)?.status;
    expect(await rule(veto(w, "dee", id))).toBe("recovery-not-vetoed");
    await veto(w, "ann", id);
    expect(open()).toBe("open");
    expect(await rule(veto(w, "ann", id))).toBe("vetoed-already");
    await veto(w, "bo", id);
    expect(open()).toBe("vetoed");
    expect(await rule(enact(w, "cy", id))).toBe("not-open");
    expect(await rule(consent(w, "both", id))).toBe("no-steward");
    const own = await propose(w, "cy");
    await expect(veto(w, "ann", own)).rejects.toMatchObject({ exitCode: 3 });
    await whole(w);
  });

  it("waits by people's own clocks: neither the key's, nor the thief's that ran ahead, ends or stops the delay", async () => {
    const { w, key } = await recovered(2);
    const now = w.clock;
    // The thief walks the ledger's clock on, so that an honest clock lies behind it for months.
    w.clock = now + 90 * DAY;
    await works(w, "ann");
    w.clock = now;
    const id = await asks(w, key, removal(w));
    await works(w);
    w.clock = now + 80 * DAY;
    expect(await rule(enact(w, "cy", id))).toBe("too-early");
    await works(w, "ann");
    w.clock = now + HOUR;
    await works(w, "ann");
    expect(await rule(enact(w, "cy", id))).toBe("too-early");
    w.clock = now + 74 * HOUR;
    await signsThrice(w, () => works(w));
    expect(await rule(enact(w, "cy", id))).toBe("too-early");
    await signsThrice(w, () => consent(w, "bo", id));
    await enact(w, "cy", id);
    expect(dee(w)).toBe("revoked");
  });

  it("does nothing else: no other change, no clock, no consent, no veto, no request, and never the last steward", async () => {
    const { w, key } = await recovered(2);
    const other = newSigningKey();
    const eve = newPerson({
      name: "eve",
      key: other.public,
      recipients: [],
      roles: ["steward"],
      until: null,
      quota: null,
    });
    const roster = (people: readonly Person[]): Change => ({
      type: "roster-changed",
      people,
      reason: seal("x"),
    });
    const all = [...w.gate.state.people.values()];
    const vetoed = await propose(w, "cy", removal(w));
    await veto(w, "dee", vetoed);
    for (const change of [
      roster([...all, eve]),
      changed("ann", revoked)(w),
      roster(
        all.map((one) => (one.id === w.people.cy.id || one.id === w.people.dee.id ? revoked(one) : one)),
      ),
      roster(all.map((one) => (one.id === w.people.dee.id ? { ...one, roles: ["reviewer"] as const } : one))),
      { type: "rules-changed", files: w.gate.state.files, reason: seal("x") } as const,
      clock,
    ])
      expect(await rule(asks(w, key, change))).toBe("recovery-only-removes");
    const tried = [
      { type: "consent", proposal: vetoed },
      { type: "veto", proposal: vetoed, reason: seal("no") },
      { type: "enactment", proposal: vetoed },
      asked(),
    ] as const;
    for (const event of tried) expect(await rule(w.gate.act(key, event))).toBe("recovery-only-removes");
  });

  it("is made stale by what both stewards agree to, as another recovery key", async () => {
    const { w, key } = await recovered(2);
    const id = await asks(w, key, removal(w));
    const next = newPerson({
      ...{ name: "another", key: newSigningKey().public, recipients: [], until: null, quota: null },
      roles: ["recovery"],
    });
    const people = [...w.gate.state.people.values()].map((one) =>
      one.roles.includes("recovery") ? revoked(one) : one,
    );
    const exchange = await propose(w, "dee", {
      type: "roster-changed",
      people: [...people, next],
      reason: seal("lost"),
    });
    await consent(w, "cy", exchange);
    w.clock += 100 * HOUR;
    expect(await rule(enact(w, "cy", id))).toBe("stale-proposal");
    await expect(asks(w, key, removal(w))).rejects.toMatchObject({ exitCode: 3 });
  });

  it("acts where there are two stewards, and is one, nobody's who does anything else", async () => {
    const { w, key } = await recovered(3);
    expect(await rule(asks(w, key, removal(w)))).toBe("recovery-of-two");
    const { w: v } = await recovered(1);
    const all = [...v.gate.state.people.values()];
    const spare = { name: "spare", key: newSigningKey().public, recipients: [], until: null, quota: null };
    const join = (roles: Person["roles"]) =>
      v.gate.act(v.keys.cy, {
        type: "roster-changed",
        people: [...all, newPerson({ ...spare, roles })],
        reason: seal("x"),
      });
    expect(await rule(join(["recovery"]))).toBe("second-recovery-key");
    expect(await rule(join(["recovery", "reviewer"]))).toBe("recovery-key-in-use");
  });
});
