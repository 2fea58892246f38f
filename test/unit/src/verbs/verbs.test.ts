import { existsSync } from "node:fs";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { beforeAll, describe, expect, it } from "vitest";
import { ownAllowList } from "../../../../src/gate/rules/own-list.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { approve } from "../../../../src/verbs/approve.ts";
import { destroy } from "../../../../src/verbs/destroy.ts";
import { except } from "../../../../src/verbs/except.ts";
import { factsOf } from "../../../../src/verbs/facts.ts";
import { generate, type PassageEvent } from "../../../../src/verbs/generate.ts";
import { listWork } from "../../../../src/verbs/list.ts";
import { reveal } from "../../../../src/verbs/reveal.ts";
import { review } from "../../../../src/verbs/review.ts";
import {
  allowList,
  approval,
  asked,
  judged,
  sessionAt,
  started,
  type World,
  world,
} from "../../../support/gate-world.ts";

let w: World;
let identity = "";

beforeAll(async () => {
  // What the tests name, and what this installation has.
  const list = await ownAllowList(allowList);
  w = await world((files) => {
    files["allowed.yaml"] = list;
  });
  identity = await generateX25519Identity();
  const recipients = [await identityToRecipient(identity)];
  const people = [...w.gate.state.people.values()].map((one) =>
    one.roles.includes("reviewer") ? { ...one, recipients } : one,
  );
  await w.gate.act(w.keys.cy, { type: "roster-changed", people, reason: seal("age keys") });
});

describe("an approval", () => {
  it("holds its hours by the ledger's clock, whatever the clock of who approves says", async () => {
    const { seq } = await w.gate.act(w.keys.ann, asked());
    w.clock -= 2 * 3_600_000;
    const { expires, hours } = await approve(sessionAt(w, "bo"), `r${seq}`);
    w.clock += 2 * 3_600_000;
    expect([hours, Date.parse(expires)]).toEqual([24, w.gate.state.clock + 24 * 3_600_000]);
  });
});

describe("a reason", () => {
  it("is a rule and its words, from the state machine as from the steward's rules", async () => {
    const { seq } = await w.gate.act(w.keys.ann, asked());
    const request = `r${seq}`;
    await expect(approve(sessionAt(w, "ann"), request)).rejects.toMatchObject({
      reasons: [
        {
          rule: "four-eyes-approval",
          reason: "nobody approves a request of their own: a second person must",
        },
      ],
      rules: ["four-eyes-approval"],
    });
    await expect(approve(sessionAt(w, "dee"), request)).rejects.toMatchObject({
      reasons: [{ rule: "not-permitted", reason: "no rule permits it to this person's roles" }],
      rules: [],
    });
    const refusal = { rules: [], reasons: [{ rule: "no-such-request", reason: "there is no request r999" }] };
    await expect(approve(sessionAt(w, "bo"), "r999")).rejects.toMatchObject(refusal);
    await w.gate.act(w.keys.bo, approval(request, w.clock));
    await w.gate.act(w.keys.ann, started(request));
    await w.gate.act(w.keys.ann, judged(request, 0, "pass"));
    const image = `${request}.0`;
    const why = () => listWork(sessionAt(w, "bo")).find(({ id }) => id === image)?.hindrance;
    expect(why()).toEqual({ rule: "reviews-missing", reason: "it has 0 of 1 reviews" });
    const { hindrance } = await review(sessionAt(w, "bo"), { image, verdict: "reject" });
    expect(hindrance).toEqual({ rule: "reviewer-rejected", reason: "a reviewer rejected it" });
    expect(why()).toEqual(hindrance);
  });
});

describe("a generation", () => {
  const settings = { seed: 7, rng: "philox", overrides: { steps: 4 }, device: "cpu", threads: 1 } as const;
  const request = { ...settings, model: "tiny-cascade", prompts: [{ text: "a red circle" }] as const, n: 1 };
  const run = async (more: Partial<typeof request & { stages: { from: number; to: number } }> = {}) => {
    const events: PassageEvent[] = [];
    const done = await generate(
      async () => sessionAt(w, "ann"),
      { from: "prompts", request: { ...request, ...more } },
      { emit: (event) => events.push(event), signal: new AbortController().signal },
    );
    return { events, ...done };
  };

  it("is planned before the gate is opened and anything is asked for", async () => {
    let opened = false;
    const open = async () => {
      opened = true;
      return sessionAt(w, "ann");
    };
    const stages = { from: 9, to: 9 };
    const face = { emit: () => {}, signal: new AbortController().signal };
    const entries = w.gate.entries.length;
    await expect(
      generate(open, { from: "prompts", request: { ...request, stages } }, face),
    ).rejects.toMatchObject({ exitCode: 2 });
    expect([opened, w.gate.entries.length]).toEqual([false, entries]);
  });

  it("asks once for the same thing, goes on once it is approved, and tells what was not checked", async () => {
    const first = await run();
    expect(first.asked).toMatchObject([{ status: "waiting", verdict: "pass" }]);
    const entries = w.gate.entries.length;
    const second = await run();
    expect(second.asked).toMatchObject([{ request: first.asked[0]?.request, verdict: null }]);
    expect(second.events).toContainEqual(expect.objectContaining({ type: "prompt-asked", goesOn: true }));
    expect(w.gate.entries.length).toBe(entries);

    await approve(sessionAt(w, "bo"), first.asked[0]?.request ?? "");
    await expect(run()).rejects.toThrow(/names no training set|no card|not green/u);
    await except(sessionAt(w, "cy"), "tiny-cascade", { reason: "a test", days: 1 });
    const { made, events, notChecked } = await run();
    expect(made).toMatchObject([{ image: `${first.asked[0]?.request}.0` }]);
    expect(notChecked).toContainEqual(expect.stringMatching(/^copies of the training set: /u));
    expect(events.flatMap((event) => (event.type === "not-checked" ? event.what : []))).toEqual(notChecked);
  });

  it("leaves an image that is destroyed with its file, once its days are over", async () => {
    const image = [...w.gate.state.images.keys()].at(-1) ?? "";
    const sealed = join(w.folder, "quarantine", image, "image.age");
    const bo = sessionAt(w, "bo", identity);
    if (w.gate.state.images.get(image)?.judged.verdict === "pass") {
      await reveal(bo, { image, rung: 4, width: 8, height: 8 });
      await review(bo, { image, verdict: "reject" });
    }
    const cy = sessionAt(w, "cy");
    await expect(destroy(cy, { image, reason: "too early" })).rejects.toMatchObject({
      exitCode: 3,
      reasons: [
        {
          rule: "too-early-to-destroy",
          reason: "what was refused rests longer before it is destroyed",
        },
      ],
    });
    expect(existsSync(sealed)).toBe(true);
    w.clock += 30 * 86_400_000;
    expect(await destroy(cy, { image, reason: "its days are over" })).toMatchObject({ images: [image] });
    expect([existsSync(sealed), factsOf(cy, image)]).toEqual([
      false,
      expect.objectContaining({ kind: "image", destroyed: true }),
    ]);
  });
});
