import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exchanged, revoked } from "../../../../src/gate/roster/people.ts";
import { releaseHindrance } from "../../../../src/gate/state/state.ts";
import { verifyLedger } from "../../../../src/gate/verify.ts";
import type { GateEvent, Person } from "../../../../src/ledger/event.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import {
  approval,
  asked,
  digest,
  judged,
  type Name,
  rechecked,
  released,
  revealed,
  reviewed,
  started,
  type World,
  world,
} from "../../../support/gate-world.ts";

/** Until an image of ann's lies sealed. */
async function sealedImage(
  { gate, keys, clock }: World,
  asker: Name = "ann",
  by: Name = "bo",
): Promise<string> {
  const { seq } = await gate.act(keys[asker], asked());
  await gate.act(keys[by], approval(`r${seq}`, clock));
  await gate.act(keys[asker], started(`r${seq}`));
  await gate.act(keys[asker], judged(`r${seq}`, 0, "pass"));
  return `r${seq}.0`;
}

async function look({ gate, keys }: World, who: Name, image: string, verdict: "pass" | "reject", more = {}) {
  await gate.act(keys[who], rechecked(image));
  await gate.act(keys[who], revealed(image));
  await gate.act(keys[who], { ...reviewed(image, verdict), ...more } as GateEvent);
}

const change = (w: World, to: (person: Person) => Person, name: Name) =>
  w.gate.act(w.keys.cy, (state) => ({
    type: "roster-changed",
    people: exchanged(state.people.values(), to(state.people.get(w.people[name].id) ?? w.people[name])),
    reason: seal("for the test"),
  }));

const whole = async (w: World) =>
  expect(
    await verifyLedger(join(w.folder, "ledger.jsonl"), { checkpoints: [], keys: [], redacted: false }),
  ).toMatchObject({ valid: true });

describe("a rejection", () => {
  it("is not taken back by who gave it, and stands against another's pass", async () => {
    const w = await world();
    const image = await sealedImage(w);
    await look(w, "bo", image, "reject");
    await expect(look(w, "bo", image, "pass")).rejects.toThrow(/nobody takes back their own$/u);
    await expect(look(w, "bo", image, "pass", { override: seal("mine") })).rejects.toThrow(
      /nobody takes back their own$/u,
    );
    await look(w, "both", image, "pass");
    await expect(w.gate.act(w.keys.both, released(image))).rejects.toThrow(/a reviewer rejected it$/u);
  });

  it("ends where another reviewer overrides it with a reason", async () => {
    const w = await world();
    const image = await sealedImage(w);
    await expect(look(w, "bo", image, "pass", { override: seal("of nothing") })).rejects.toThrow(
      /nobody rejected it$/u,
    );
    await look(w, "bo", image, "reject");
    await look(w, "both", image, "pass", { override: seal("a toy") });
    await w.gate.act(w.keys.both, released(image));
    await whole(w);
  });
});

describe("a revocation", () => {
  it("opens again what the person granted and passed, and leaves what they rejected", async () => {
    const w = await world();
    const [passed, rejected] = [await sealedImage(w), await sealedImage(w)];
    await look(w, "bo", passed, "pass");
    await look(w, "bo", rejected, "reject");
    const { seq } = await w.gate.act(w.keys.ann, asked());
    await w.gate.act(w.keys.bo, approval(`r${seq}`, w.clock));
    await change(w, revoked, "bo");
    await expect(w.gate.act(w.keys.both, released(passed))).rejects.toThrow(/0 of 1 reviews$/u);
    await expect(w.gate.act(w.keys.ann, started(`r${seq}`))).rejects.toThrow(/is waiting, not granted$/u);
    expect(w.gate.state.images.get(rejected)?.verdicts.get(w.people.bo.id)).toBe("reject");
    await look(w, "both", passed, "pass");
    await w.gate.act(w.keys.both, released(passed));
    await w.gate.act(w.keys.both, approval(`r${seq}`, w.clock));
    await w.gate.act(w.keys.ann, started(`r${seq}`));
    await whole(w);
  });

  it("does the same for who is no reviewer any more", async () => {
    const w = await world();
    const image = await sealedImage(w);
    await look(w, "bo", image, "pass");
    await change(w, (person) => ({ ...person, roles: ["auditor"] }), "bo");
    const state = w.gate.state.images.get(image);
    expect(state && releaseHindrance(w.gate.state, state)?.rule).toBe("reviews-missing");
  });

  it("ends a revoked steward's exceptions", async () => {
    const w = await world();
    await change(w, (person) => ({ ...person, roles: ["reviewer", "steward"] }), "bo");
    const expires = new Date(w.clock + 1000).toISOString();
    const proposed = await w.gate.act(w.keys.bo, {
      type: "proposal",
      change: { type: "exception", model: "tiny-cascade", manifest: digest, reason: seal("x"), expires },
    });
    await w.gate.act(w.keys.cy, { type: "consent", proposal: `c${proposed.seq}` });
    expect(w.gate.state.exceptions.size).toBe(1);
    // Of two stewards neither revokes the other alone.
    const { seq } = await w.gate.act(w.keys.cy, (state) => ({
      type: "proposal",
      change: {
        type: "roster-changed",
        people: exchanged(state.people.values(), revoked(state.people.get(w.people.bo.id) ?? w.people.bo)),
        reason: seal("leaves"),
      },
    }));
    await w.gate.act(w.keys.bo, { type: "consent", proposal: `c${seq}` });
    expect(w.gate.state.exceptions.size).toBe(0);
  });
});

describe("one person", () => {
  it("does not ask and decide, even where the rule of four eyes was dropped", async () => {
    const w = await world((files) => {
      delete files["four-eyes.cedar"];
    });
    const { seq } = await w.gate.act(w.keys.both, asked());
    await expect(w.gate.act(w.keys.both, approval(`r${seq}`, w.clock))).rejects.toThrow(
      /one person cannot ask and decide/u,
    );
    const image = await sealedImage(w, "both");
    await expect(look(w, "both", image, "pass")).rejects.toThrow(/one person cannot ask and decide/u);
    await look(w, "bo", image, "pass");
    await expect(w.gate.act(w.keys.both, released(image))).rejects.toThrow(/one person cannot ask/u);
    await w.gate.act(w.keys.bo, released(image));
  });

  it("does not do it under two names either, where one age identity opens for both", async () => {
    const w = await world();
    const shared = `age1${"q".repeat(58)}`;
    await change(w, (person) => ({ ...person, recipients: [shared] }), "bo");
    await change(w, (person) => ({ ...person, recipients: [shared] }), "ann");
    const { seq } = await w.gate.act(w.keys.ann, asked());
    await expect(w.gate.act(w.keys.bo, approval(`r${seq}`, w.clock))).rejects.toThrow(
      /nobody approves a request of their own/u,
    );
    await w.gate.act(w.keys.both, approval(`r${seq}`, w.clock));
  });

  it("is one person under two names: overrides no rejection of their own, and gives one of two reviews", async () => {
    const w = await world((files) => {
      files["settings.yaml"] = (files["settings.yaml"] ?? "").replace("reviews: 1", "reviews: 2");
    });
    const shared = `age1${"q".repeat(58)}`;
    for (const name of ["bo", "both"] as const)
      await change(w, (person) => ({ ...person, recipients: [shared] }), name);
    const [passed, rejected] = [await sealedImage(w), await sealedImage(w)];
    await look(w, "bo", passed, "pass");
    await look(w, "both", passed, "pass");
    await expect(w.gate.act(w.keys.bo, released(passed))).rejects.toThrow(/reviewed by 1 of 2 people/u);
    await look(w, "bo", rejected, "reject");
    await expect(look(w, "both", rejected, "pass", { override: seal("mine") })).rejects.toThrow(
      /another name with the same age identity is none/u,
    );
    // Who is somebody else does both.
    await change(w, (person) => ({ ...person, roles: ["reviewer"] }), "dee");
    await look(w, "dee", passed, "pass");
    await look(w, "dee", rejected, "pass", { override: seal("it is a circle") });
    await w.gate.act(w.keys.bo, released(passed));
    await whole(w);
  });
});
