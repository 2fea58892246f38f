import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rekeyed, revoked } from "../../../../src/gate/roster/people.ts";
import { verifyLedger } from "../../../../src/gate/verify.ts";
import type { Person } from "../../../../src/ledger/event.ts";
import { newSigningKey } from "../../../../src/ledger/keys/signing-key.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import {
  ann,
  changed,
  clock,
  consent,
  enact,
  HOUR,
  propose,
  signsThrice,
  stewards,
  veto,
  whole,
} from "../../../support/gate-stewards.ts";
import { asked, type Name, world } from "../../../support/gate-world.ts";

describe("one steward", () => {
  it("changes people and rules alone, and a verification says that there is one", async () => {
    const w = await world();
    await expect(propose(w, "cy")).rejects.toThrow(/there is no other steward who could agree/u);
    await w.gate.act(w.keys.cy, changed("ann", revoked)(w));
    expect(
      await verifyLedger(join(w.folder, "ledger.jsonl"), { checkpoints: [], keys: [], redacted: false }),
    ).toMatchObject({ valid: true, stewards: 1 });
  });
});

describe("two stewards", () => {
  it("change nothing alone: neither people nor rules", async () => {
    const w = await stewards(2);
    await expect(w.gate.act(w.keys.cy, changed("ann", revoked)(w))).rejects.toThrow(
      /2 of 2 stewards have to agree/u,
    );
    const files = { ...w.gate.state.files };
    delete files["four-eyes.cedar"];
    await expect(
      w.gate.act(w.keys.cy, { type: "rules-changed", files, reason: seal("alone") }),
    ).rejects.toThrow(/2 of 2 stewards have to agree/u);
    const id = await propose(w, "cy", { type: "rules-changed", files, reason: seal("together") } as never);
    await expect(consent(w, "cy", id)).rejects.toThrow(/agreed to c\d+ already/u);
    await consent(w, "dee", id);
    expect(Object.keys(w.gate.state.files)).not.toContain("four-eyes.cedar");
    await whole(w);
  });

  it("let a change come by the delay, which the other can veto", async () => {
    const w = await stewards(2);
    const [vetoed, passes] = [await propose(w, "cy"), await propose(w, "cy")];
    await veto(w, "dee", vetoed);
    await expect(enact(w, "cy", vetoed)).rejects.toThrow(/is vetoed$/u);
    await expect(enact(w, "cy", passes)).rejects.toThrow(/72 hours after it was proposed/u);
    await signsThrice(w, () => w.gate.act(w.keys.both, asked()), 71);
    await expect(enact(w, "cy", passes)).rejects.toThrow(/72 hours after it was proposed/u);
    w.clock += HOUR;
    await w.gate.act(w.keys.both, asked());
    await enact(w, "cy", passes);
    expect(ann(w)).toBe("revoked");
    await whole(w);
  });

  it("do not shorten the delay by the proposer's own clock", async () => {
    const w = await stewards(2);
    const id = await propose(w, "cy");
    w.clock += 80 * 24 * HOUR;
    await expect(enact(w, "cy", id)).rejects.toThrow(/by the clock of somebody else/u);
    await expect(w.gate.act(w.keys.cy, clock)).rejects.toThrow(/2 of 2 stewards have to agree/u);
    // The first to sign after it begins the count, however late.
    await w.gate.act(w.keys.both, asked());
    await expect(enact(w, "cy", id)).rejects.toThrow(/by the clock of somebody else/u);
  });

  it("do not shorten it either by turning the ledger's clock on between two signatures of somebody else", async () => {
    const w = await stewards(2);
    const now = w.clock;
    const id = await propose(w, "cy");
    await w.gate.act(w.keys.both, asked());
    w.clock = now + 80 * 24 * HOUR;
    await propose(w, "cy", changed("both", revoked)(w));
    w.clock = now + HOUR;
    await w.gate.act(w.keys.both, asked());
    await w.gate.act(w.keys.bo, { type: "consent", proposal: id });
    await expect(enact(w, "cy", id)).rejects.toThrow(/by the clock of somebody else/u);
    w.clock = now + 74 * HOUR;
    await signsThrice(w, () => w.gate.act(w.keys.both, asked()));
    await enact(w, "cy", id);
    expect(ann(w)).toBe("revoked");
    await whole(w);
  });

  it("have the delay told by anybody of the roster, who sees the change now and again when it is over", async () => {
    const w = await stewards(2);
    const id = await propose(w, "cy", changed("both", revoked)(w));
    await signsThrice(w, () => consent(w, "ann", id));
    // Who saw it agreed to nothing.
    expect(w.gate.state.people.get(w.people.both.id)?.status).toBe("active");
    await enact(w, "cy", id);
    expect(w.gate.state.people.get(w.people.both.id)?.status).toBe("revoked");
    await whole(w);
  });

  it("are not locked out where one of them lost the key", async () => {
    const w = await stewards(2);
    const fresh = newSigningKey();
    const change = changed("dee", (person) => rekeyed(person, { key: fresh.public, recipients: [] }))(w);
    const id = await propose(w, "cy", change);
    await signsThrice(w, () => w.gate.act(w.keys.both, asked()));
    await enact(w, "cy", id);
    const again = await propose(w, "cy");
    await expect(consent(w, "dee", again)).rejects.toThrow(/reported lost/u);
    await w.gate.act(fresh, { type: "consent", proposal: again });
    expect(ann(w)).toBe("revoked");
    await whole(w);
  });

  it("are never alone at a gate: nobody else's clock would count the delay, and a lost key would lock it", async () => {
    const w = await stewards(2);
    const only = (person: Person) => ["cy", "dee"].some((name) => w.people[name as Name].id === person.id);
    const leaving = (to: (person: Person) => Person) => ({
      type: "roster-changed" as const,
      people: [...w.gate.state.people.values()].map((person) => (only(person) ? person : to(person))),
      reason: seal("they left"),
    });
    const forAWhile = (person: Person) => ({ ...person, until: "2027-01-01T00:00:00.000Z" });
    for (const change of [leaving(revoked), leaving(forAWhile)])
      await expect(propose(w, "cy", change)).rejects.toThrow(/two stewards need somebody beside them/u);
    // A third steward whose access ends would leave them so.
    const ends = leaving((person) =>
      person.id === w.people.bo.id ? { ...forAWhile(person), roles: ["steward"] } : revoked(person),
    );
    await expect(propose(w, "cy", ends)).rejects.toThrow(/two stewards need somebody beside them/u);
    const one = await stewards(1);
    const two = [...one.gate.state.people.values()].flatMap((person) =>
      person.id === one.people.dee.id
        ? { ...person, roles: ["steward"] as const }
        : person.id === one.people.cy.id
          ? person
          : revoked(person),
    );
    await expect(
      one.gate.act(one.keys.cy, { type: "roster-changed", people: two, reason: seal("us two") }),
    ).rejects.toThrow(/enrol them first/u);
  });

  it("do not put in force what was overtaken", async () => {
    const w = await stewards(2);
    const [old, newer] = [await propose(w, "cy"), await propose(w, "dee")];
    await consent(w, "cy", newer);
    await expect(consent(w, "dee", old)).rejects.toThrow(/propose it anew$/u);
  });
});

describe("three stewards or more", () => {
  it("need two of three by the rules that ship, know no delay and no veto", async () => {
    const w = await stewards(3);
    const id = await propose(w, "cy");
    await expect(veto(w, "dee", id)).rejects.toThrow(/no veto where no delay/u);
    w.clock += 90 * HOUR;
    await w.gate.act(w.keys.both, asked());
    await expect(enact(w, "cy", id)).rejects.toThrow(/no delay stands for them/u);
    await consent(w, "bo", id);
    expect(ann(w)).toBe("revoked");
    await whole(w);
  });

  it("need as many as the rules say, but never all: one lost key locks nothing", async () => {
    const w = await stewards(4);
    const files = { ...w.gate.state.files };
    files["settings.yaml"] = (files["settings.yaml"] ?? "").replace("stewards: 2", "stewards: 9");
    await consent(
      w,
      "bo",
      await propose(w, "cy", { type: "rules-changed", files, reason: seal("all") } as never),
    );
    const id = await propose(w, "cy");
    await consent(w, "bo", id);
    expect(ann(w)).toBe("active");
    await expect(consent(w, "ann", id)).rejects.toThrow(/only stewards agree/u);
    await consent(w, "both", id);
    expect(ann(w)).toBe("revoked");
  });
});
