import { describe, expect, it } from "vitest";
import { ELSEWHERE_STAGE } from "../../../../src/gate/elsewhere.ts";
import { revoked } from "../../../../src/gate/roster/people.ts";
import { signCheckpoint } from "../../../../src/ledger/checkpoint.ts";
import type { GateEvent } from "../../../../src/ledger/event.ts";
import { consistencyProof, rootOf } from "../../../../src/ledger/merkle.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { considered, type Witnessed, witnessRequest } from "../../../../src/ledger/witness.ts";
import { audited, compared, grantedElsewhere, handedIn } from "../../../attack/steps.ts";
import { changed, HOUR, propose, recovered, stewards } from "../../../support/gate-stewards.ts";
import { digest, judged, type Name, type World, world } from "../../../support/gate-world.ts";
import { type Act, type Meeting, meetAtEveryStep, meetByChance } from "../../../support/two-writers.ts";

const by =
  (w: World, who: Name, event: GateEvent): Act =>
  (gate) =>
    gate.act(w.keys[who], event);

/** Signs a checkpoint over what stands then. */
const checkpoint =
  (w: World): Act =>
  (gate) =>
    gate.act(w.keys.cy, ({ leaves }, size) => ({
      ...{ type: "checkpoint", size },
      root: Buffer.from(rootOf(leaves)).toString("hex"),
    }));

/** A picture that was handed in, and waits to be judged. */
async function handed(w: World, file: string): Promise<string> {
  const granted = await grantedElsewhere(w);
  await w.gate.act(w.keys.ann, handedIn(granted, file));
  return granted.request;
}
const judgedElsewhere = (request: string, verdict: "pass" | "block") => {
  const event = judged(request, 0, verdict) as Extract<GateEvent, { type: "image-judged" }>;
  return { ...event, stages: event.stages.map((stage) => ({ ...stage, stage: ELSEWHERE_STAGE })) };
};

const meetings: Readonly<Record<string, () => Promise<Meeting>>> = {
  "one outsider's question, answered twice": async () => {
    const w = await world();
    return { w, a: by(w, "cy", audited(w, "q", 1)), b: by(w, "cy", audited(w, "q", 1)), stand: [1, 1] };
  },
  "two answers to one question": async () => {
    const w = await world();
    const { seq: drawing } = await w.gate.act(w.keys.cy, audited(w, "q", 1));
    const end = { type: "drawing-ended", drawing, made: 1, refused: 0, copies: 0 } as const;
    const answers = (answer: string) => by(w, "cy", { ...end, answer });
    return { w, a: answers(digest), b: answers("cd".repeat(32)), stand: [1, 1] };
  },
  "two questions": async () => {
    const w = await world();
    return { w, a: by(w, "cy", audited(w, "q", 1)), b: by(w, "cy", audited(w, "r", 2)), stand: [2, 2] };
  },
  "two hand-ins of a picture made elsewhere": async () => {
    const w = await world();
    const granted = await grantedElsewhere(w);
    const other = "cd".repeat(32);
    return {
      w,
      a: by(w, "ann", handedIn(granted)),
      b: by(w, "ann", handedIn(granted, other)),
      stand: [2, 2],
    };
  },
  "two judgements of a picture made elsewhere": async () => {
    const w = await world();
    const request = await handed(w, digest);
    const says = (verdict: "pass" | "block") => by(w, "ann", judgedElsewhere(request, verdict));
    return { w, a: says("pass"), b: says("block"), stand: [1, 1] };
  },
  "a comparison's look and its end": async () => {
    const w = await world();
    const { seq: drawing } = await w.gate.act(w.keys.bo, compared(1));
    const end = { type: "drawing-ended", drawing, made: 2, refused: 0, copies: 0 } as const;
    const ends = by(w, "bo", end);
    return {
      w,
      a: ends,
      b: by(w, "bo", { type: "drawing-revealed", drawing, prompt: 0, rung: 3 }),
      stand: [1, 2],
    };
  },
  "a consent and a veto": async () => {
    const w = await stewards(2);
    const proposal = await propose(w, "cy");
    const veto = by(w, "dee", { type: "veto", proposal, reason: seal("no") });
    return { w, a: by(w, "dee", { type: "consent", proposal }), b: veto, stand: [1, 1] };
  },
  "an enactment and a veto": async () => {
    const w = await stewards(2);
    const proposal = await propose(w, "cy");
    for (const hours of [0, 80, 80]) {
      w.clock += hours * HOUR;
      await w.gate.act(w.keys.dee, ({ leaves }, size) => ({
        ...{ type: "checkpoint", size },
        root: Buffer.from(rootOf(leaves)).toString("hex"),
      }));
    }
    const veto = by(w, "dee", { type: "veto", proposal, reason: seal("no") });
    return { w, a: by(w, "cy", { type: "enactment", proposal }), b: veto, stand: [1, 1] };
  },
  "consents to two proposals of which one makes the other stale": async () => {
    const w = await stewards(2);
    const [first, second] = [await propose(w, "cy"), await propose(w, "cy", changed("bo", revoked)(w))];
    const agrees = (proposal: string) => by(w, "dee", { type: "consent", proposal });
    return { w, a: agrees(first), b: agrees(second), stand: [1, 1] };
  },
  "two proposals, one by a recovery key": async () => {
    const { w, key } = await recovered(2);
    const change = changed("dee", revoked)(w);
    const a: Act = (gate) => gate.act(key, { type: "proposal", change });
    return { w, a, b: by(w, "dee", { type: "proposal", change: changed("cy", revoked)(w) }), stand: [2, 2] };
  },
  "two checkpoints": async () => {
    const w = await world();
    return { w, a: checkpoint(w), b: checkpoint(w), stand: [2, 2] };
  },
};

describe.each(Object.entries(meetings))("two writers: %s", (_, meeting) => {
  it("stand as the gate allows, wherever the first stalls, or dies", async () => {
    await meetAtEveryStep(await meeting());
  });

  it("stand as the gate allows in every order of their steps that chance tries", async () => {
    const met = await meeting();
    for (let seed = 1; seed <= 16; seed += 1) await meetByChance(met, seed);
  });
});

describe("a witness of two writers", () => {
  it("cosigns both writers' checkpoints in every order, and none of a ledger that lost one", async () => {
    const w = await world();
    for (const act of [checkpoint(w), checkpoint(w)]) await act(w.gate);
    const { origin, leaves } = w.gate.state;
    const sizes = w.gate.entries.flatMap(({ event }) => (event.type === "checkpoint" ? [event.size] : []));
    const asks = (size: number, before: Witnessed | null, tree = leaves.slice(0, size)) => {
      const note = signCheckpoint(origin, size, rootOf(tree), w.keys.cy);
      const old = before?.size ?? 0;
      const proof = old === 0 || old > size ? [] : consistencyProof(old, tree);
      return considered(
        witnessRequest(old, proof, note),
        () => [w.keys.cy.public],
        () => before,
      );
    };
    let cosigned: Witnessed | null = null;
    for (const size of sizes) {
      const found = asks(size, cosigned);
      expect(found.status).toBe(200);
      cosigned = { size, root: rootOf(leaves.slice(0, size)) };
    }
    // The slower writer's smaller checkpoint comes late: it is told of the larger one.
    expect(asks(sizes[0] ?? 0, cosigned)).toMatchObject({ status: 400 });
    // A ledger in which another entry took the last number.
    const forked = [...leaves.slice(0, -2), ...leaves.slice(0, 2)];
    expect(asks(forked.length, cosigned, forked)).toMatchObject({ status: 422 });
  });
});
