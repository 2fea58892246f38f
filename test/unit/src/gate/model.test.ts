import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GateRefusal } from "../../../../src/gate/gate.ts";
import { verifyLedger } from "../../../../src/gate/verify.ts";
import type { GateEvent } from "../../../../src/ledger/event.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { expected, type Model } from "../../../support/gate-story.ts";
import {
  approval,
  asked,
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

const people: readonly Name[] = ["ann", "bo", "both", "dee", "cy"];
const step = fc.record({
  who: fc.constantFrom(...people),
  what: fc.constantFrom(
    "ask",
    "approve",
    "deny",
    "start",
    "judge",
    "judge",
    "measure",
    "reveal",
    "reveal",
    "review",
    "review",
    "release",
    "release",
    "destroy",
  ),
  request: fc.nat(3),
  index: fc.nat(2),
  verdict: fc.constantFrom("pass", "pass", "block", "fault") as fc.Arbitrary<"pass" | "block" | "fault">,
  opinion: fc.constantFrom("pass", "pass", "reject") as fc.Arbitrary<"pass" | "reject">,
  rung: fc.integer({ min: 2, max: 5 }),
  said: fc.boolean(),
  /** Most steps are ones that the model allows. */
  apt: fc.integer({ min: 0, max: 9 }),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function eventOf(w: World, ids: readonly string[], s: Step): GateEvent {
  const request = ids[s.request % Math.max(1, ids.length)] ?? "r999";
  const image = `${request}.${s.index % 2}`;
  switch (s.what) {
    case "approve":
      return approval(request, w.clock);
    case "deny":
      return { type: "denial", request, reason: seal("no") };
    case "start":
      return started(request);
    case "judge":
      return judged(request, s.index, s.verdict);
    case "measure":
      return rechecked(image);
    case "reveal":
      return revealed(image, s.rung, s.said ? "to look" : null);
    case "review":
      return reviewed(image, s.opinion, s.rung);
    case "release":
      return released(image);
    default:
      return { type: "destroyed", image, reason: seal("due") };
  }
}

/** Something that the model allows, so that walks get far; steps back to earlier work are among it. */
function possible(w: World, model: Model, s: Step): readonly [Name, GateEvent] | undefined {
  const ids = [...model.requests.keys()];
  const kinds = ["approve", "start", "judge", "measure", "reveal", "review", "release", "destroy"] as const;
  const all = kinds.flatMap((what) =>
    ids.flatMap((_, request) =>
      [0, 1].flatMap((index) => {
        const event = eventOf(w, ids, { ...s, what, request, index });
        return people.flatMap((who) => (expected(model, who, event) ? [[who, event] as const] : []));
      }),
    ),
  );
  // What may be released is, every other time: a later rejection would keep it in.
  const out = s.rung > 3 ? all.filter(([, { type }]) => type === "release") : [];
  const some = out.length > 0 ? out : all;
  return some[(s.request * 7 + s.rung) % Math.max(1, some.length)];
}

async function walk(steps: readonly Step[]): Promise<{ readonly done: number; readonly released: number }> {
  const w = await world((files) => {
    files["settings.yaml"] = (files["settings.yaml"] ?? "").replace(
      "destroyAfterDays: 30",
      "destroyAfterDays: 0",
    );
  });
  const model: Model = { requests: new Map(), images: new Map() };
  let done = 0;
  for (const s of steps) {
    if (s.what === "ask" || model.requests.size === 0) {
      const who = s.who === "both" ? "both" : "ann";
      if (model.requests.size >= 3) continue;
      const { seq } = await w.gate.act(w.keys[who], asked(2));
      model.requests.set(`r${seq}`, { owner: who, status: "waiting" });
      continue;
    }
    const chosen = s.apt > 2 ? possible(w, model, s) : undefined;
    const [who, event] = chosen ?? [s.who, eventOf(w, [...model.requests.keys()], s)];
    const follow = expected(model, who, event);
    const outcome = await w.gate.act(w.keys[who], event).then(
      () => null,
      (error: unknown) => error,
    );
    expect(outcome === null, `${who} ${JSON.stringify(event)}: ${String(outcome)}`).toBe(follow !== null);
    if (outcome !== null) expect(outcome).toBeInstanceOf(GateRefusal);
    if (follow) {
      follow();
      done += 1;
    }
  }
  const verified = await verifyLedger(join(w.folder, "ledger.jsonl"), {
    checkpoints: [],
    keys: [w.keys.cy.public],
    redacted: false,
  });
  expect(verified).toMatchObject({ valid: true, problems: [] });
  let out = 0;
  for (const { event } of w.gate.entries)
    if (event.type === "release") {
      out += 1;
      const { judged: facts, verdicts } = w.gate.state.images.get(event.image) ?? {};
      expect(facts?.verdict).toBe("pass");
      expect([...(verdicts?.values() ?? [])]).toContain("pass");
    }
  return { done, released: out };
}

describe("the state machine against a model", () => {
  it("allows what the model allows and refuses the rest; every ledger verifies; nothing unreviewed or blocked leaves", async () => {
    let [done, released] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60 }), async (steps) => {
        const walked = await walk(steps);
        done += walked.done;
        released += walked.released;
      }),
      { numRuns: 20, seed: 42 },
    );
    // The walks get somewhere, or they would show nothing.
    expect(done).toBeGreaterThan(150);
    expect(released).toBeGreaterThan(3);
  });
});
