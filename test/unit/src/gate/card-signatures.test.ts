import { join } from "node:path";
import { expect, it } from "vitest";
import { exchanged, revoked } from "../../../../src/gate/roster/people.ts";
import { standingFault } from "../../../../src/gate/state/card-signatures.ts";
import { verifyLedger } from "../../../../src/gate/verify.ts";
import type { GateEvent } from "../../../../src/ledger/event.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { digest, type Name, type World, world } from "../../../support/gate-world.ts";

const signed = (role: "reviewer" | "auditor" | "steward", card = digest): GateEvent => ({
  type: "card-signed",
  ...{ card, subject: "dataset", title: seal("a set"), role, profile: "release", files: true, note: null },
});

const standing = (w: World) => w.gate.state.signatures.map((one) => standingFault(w.gate.state, one));

it("is signed by people of a role, in it, once, and verifies from the bytes", async () => {
  const w = await world();
  const sign = (who: Name, role: "reviewer" | "auditor" | "steward", card?: string) =>
    w.gate.act(w.keys[who], signed(role, card));
  await expect(sign("ann", "reviewer")).rejects.toThrow(/reviewer is none of this person's/u);
  await expect(sign("bo", "steward")).rejects.toThrow(/steward is none of this person's/u);
  await sign("bo", "reviewer");
  await expect(sign("bo", "reviewer")).rejects.toThrow(/signed this card as reviewer already/u);
  // Another card is another matter.
  await sign("bo", "reviewer", "cd".repeat(32));
  await sign("dee", "auditor");
  await sign("cy", "steward");
  expect(standing(w)).toEqual([null, null, null, null]);
  const found = await verifyLedger(join(w.folder, "ledger.jsonl"), {
    ...{ checkpoints: [], keys: [], redacted: false },
  });
  expect(found).toMatchObject({ valid: true, problems: [] });
  expect((await w.again()).state.signatures).toHaveLength(4);
});

it("takes nobody's second signature in another role, under another name with their age identity neither", async () => {
  const w = await world();
  const shared = (state: World["gate"]["state"]) =>
    [...state.people.values()].map((person) =>
      ["bo", "dee"].includes(person.name.value ?? "") ? { ...person, recipients: ["age1same"] } : person,
    );
  await w.gate.act(w.keys.cy, (state) => ({
    type: "roster-changed",
    people: shared(state),
    reason: seal("one person"),
  }));
  await w.gate.act(w.keys.bo, signed("reviewer"));
  await expect(w.gate.act(w.keys.dee, signed("auditor"))).rejects.toThrow(/one person signs a card once/u);
});

it("counts no longer once the person is revoked or has lost the role", async () => {
  const w = await world();
  for (const [who, role] of [
    ["bo", "reviewer"],
    ["dee", "auditor"],
  ] as const)
    await w.gate.act(w.keys[who], signed(role));
  await w.gate.act(w.keys.cy, (state) => {
    const of = (name: Name) => state.people.get(w.people[name].id) ?? w.people[name];
    const people = exchanged(state.people.values(), revoked(of("bo")));
    return {
      type: "roster-changed",
      people: exchanged(people, { ...of("dee"), roles: ["reviewer"] }),
      reason: seal("for the test"),
    };
  });
  expect(standing(w)).toEqual(["the key that signed it was revoked", "who signed it is no auditor any more"]);
  await expect(w.gate.act(w.keys.bo, signed("reviewer", "ef".repeat(32)))).rejects.toThrow(/revoked/u);
});

it("is refused where the rules are of before it, in words", async () => {
  const w = await world((files) => {
    files["schema.cedarschema"] = (files["schema.cedarschema"] ?? "").replace(', "sign-card"', "");
    files["roles.cedar"] = (files["roles.cedar"] ?? "").replace(
      /@id\("reviewers-auditors-and-stewards-sign"\)[\s\S]*?\};/u,
      "",
    );
  });
  await expect(w.gate.act(w.keys.bo, signed("reviewer"))).rejects.toThrow(
    /Cannot sign the card: the rules cannot judge this/u,
  );
});
