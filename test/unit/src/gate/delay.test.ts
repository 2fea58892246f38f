import { describe, expect, it } from "vitest";
import { revoked } from "../../../../src/gate/roster/people.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import {
  ann,
  changed,
  clock,
  consent,
  DAY,
  enact,
  HOUR,
  propose,
  recovered,
  signsThrice,
  stewards,
  veto,
  whole,
} from "../../../support/gate-stewards.ts";
import { asked, type Name, type World } from "../../../support/gate-world.ts";

const MINUTE = 60_000;
const steward = (w: World) => w.gate.state.people.get(w.people.dee.id)?.status;

/** Names of the cast that turn out to be one person each, before there are two stewards. */
function oneIdentity(...names: Name[]) {
  return (w: World) => ({
    type: "roster-changed" as const,
    people: [...w.gate.state.people.values()].map((person) =>
      names.some((name) => w.people[name].id === person.id)
        ? { ...person, recipients: [`age1${"q".repeat(58)}`] }
        : person,
    ),
    reason: seal("one identity"),
  });
}

/** Two stewards, with names that are one person's. */
async function renamed(w: World, ...names: Name[]): Promise<World> {
  await consent(w, "dee", await propose(w, "cy", oneIdentity(...names)(w)));
  return w;
}

describe("the delay of two stewards", () => {
  it("does not end with a machine that was days behind and is corrected, and goes on from then", async () => {
    const w = await stewards(2);
    const now = w.clock;
    const id = await propose(w, "cy", changed("dee", revoked)(w));
    w.clock = now - 4 * DAY;
    await w.gate.act(w.keys.both, asked());
    w.clock = now + MINUTE;
    await w.gate.act(w.keys.both, asked());
    await expect(enact(w, "cy", id)).rejects.toThrow(/72 hours after it was proposed/u);
    w.clock = now + 72 * HOUR;
    await signsThrice(w, () => w.gate.act(w.keys.both, asked()));
    await enact(w, "cy", id);
    expect(steward(w)).toBe("revoked");
    await whole(w);
  });

  it("does not end with a machine that was always late and is set right, nor with one that runs ahead at once", async () => {
    for (const jump of [-5 * DAY, 5 * DAY]) {
      const w = await stewards(2);
      const now = w.clock;
      w.clock = now + Math.min(0, jump);
      const id = await propose(w, "cy", changed("dee", revoked)(w));
      await w.gate.act(w.keys.both, asked());
      w.clock = now + Math.max(0, jump) + MINUTE;
      await w.gate.act(w.keys.both, asked());
      // Back and forth is one step.
      w.clock = now + Math.min(0, jump) + 2 * MINUTE;
      await w.gate.act(w.keys.both, asked());
      w.clock = now + Math.max(0, jump) + 3 * MINUTE;
      await w.gate.act(w.keys.both, asked());
      await expect(enact(w, "cy", id)).rejects.toThrow(/three times at least/u);
      await whole(w);
    }
  });

  it("does not end with a machine that went back meanwhile either, where the proposer's was behind too", async () => {
    const w = await stewards(2);
    const now = w.clock;
    await w.gate.act(w.keys.both, asked());
    w.clock = now - 5 * DAY;
    const id = await propose(w, "cy", changed("dee", revoked)(w));
    w.clock = now - 4 * DAY;
    await w.gate.act(w.keys.both, asked());
    w.clock = now + MINUTE;
    await w.gate.act(w.keys.both, asked());
    await expect(enact(w, "cy", id)).rejects.toThrow(/72 hours after it was proposed/u);
    await whole(w);
  });

  it("begins anew with what others back after a veto, for a machine that is behind too", async () => {
    const w = await stewards(2);
    const now = w.clock;
    const id = await propose(w, "cy", changed("dee", revoked)(w));
    await veto(w, "dee", id);
    w.clock = now + 5 * DAY;
    for (const name of ["ann", "bo"] as const) await consent(w, name, id);
    w.clock = now + DAY;
    await w.gate.act(w.keys.both, asked());
    w.clock = now + 5 * DAY + MINUTE;
    await w.gate.act(w.keys.both, asked());
    await expect(enact(w, "cy", id)).rejects.toThrow(/72 hours after it was proposed/u);
    await whole(w);
  });

  it("is held up by no earlier wrong clock once the gate's was set right", async () => {
    const w = await stewards(2);
    const now = w.clock;
    w.clock = now + 80 * DAY;
    await w.gate.act(w.keys.both, asked());
    w.clock = now + HOUR;
    await consent(w, "bo", await propose(w, "cy", clock));
    const id = await propose(w, "cy");
    await signsThrice(w, () => w.gate.act(w.keys.both, asked()));
    await enact(w, "cy", id);
    expect(ann(w)).toBe("revoked");
    await whole(w);
  });

  it("is counted by no other name of who proposed, who agrees to no clock under it either", async () => {
    const w = await renamed(await stewards(2), "cy", "ann");
    const id = await propose(w, "cy", changed("dee", revoked)(w));
    await expect(consent(w, "ann", id)).rejects.toThrow(/another name of who proposed it/u);
    await signsThrice(w, () => w.gate.act(w.keys.ann, asked()));
    await expect(enact(w, "cy", id)).rejects.toThrow(/72 hours after it was proposed/u);
    await expect(consent(w, "ann", await propose(w, "cy", clock))).rejects.toThrow(/another name/u);
    await signsThrice(w, () => consent(w, "bo", id));
    await enact(w, "cy", id);
    expect(steward(w)).toBe("revoked");
    await whole(w);
  });

  it("is begun anew, and a clock is set, by people beside the stewards, and not by names", async () => {
    const two = await renamed(await stewards(2), "ann", "bo");
    const id = await propose(two, "cy", changed("dee", revoked)(two));
    await veto(two, "dee", id);
    for (const name of ["ann", "bo"] as const) await consent(two, name, id);
    expect(two.gate.state.proposals.get(id)?.status).toBe("vetoed");
    await consent(two, "both", id);
    expect(two.gate.state.proposals.get(id)?.status).toBe("open");
    const own = await renamed(await stewards(2), "dee", "ann");
    const set = await propose(own, "cy", clock);
    await consent(own, "ann", set);
    expect(own.gate.state.proposals.get(set)?.status).toBe("open");
    await consent(own, "bo", set);
    expect(own.gate.state.proposals.get(set)?.status).toBe("in force");
    await whole(two);
    await whole(own);
  });

  it("of what a recovery key asks is counted, and told no, by people and not by names", async () => {
    const { w, key } = await recovered(2);
    await renamed(w, "cy", "ann");
    const now = w.clock;
    const { seq } = await w.gate.act(key, { type: "proposal", change: changed("dee", revoked)(w) });
    for (const at of [now, now + 40 * DAY, now + 80 * DAY])
      for (const name of ["cy", "ann"] as const) {
        w.clock = at;
        const event = { type: "consent", proposal: `c${seq}` } as const;
        await w.gate.act(w.keys[name], name === "ann" ? asked() : event).catch(() => null);
      }
    await expect(enact(w, "cy", `c${seq}`)).rejects.toThrow(/72 hours after it was proposed/u);
    await expect(veto(w, "ann", `c${seq}`)).rejects.toThrow(/no steward vetoes/u);
    await veto(w, "bo", `c${seq}`);
    expect(w.gate.state.proposals.get(`c${seq}`)?.status).toBe("open");
    await veto(w, "both", `c${seq}`);
    expect(w.gate.state.proposals.get(`c${seq}`)?.status).toBe("vetoed");
    await whole(w);
  });
});
