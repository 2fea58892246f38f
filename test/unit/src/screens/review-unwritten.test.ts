import { expect, it } from "vitest";
import { defaultLimits } from "../../../../src/exposure/ladder.ts";
import type { NewRecord } from "../../../../src/run/labels.ts";
import { reviewHand } from "../../../../src/screens/review/carry-out.ts";
import type { ReviewIntent } from "../../../../src/screens/review/press.ts";
import { type ReviewState, review, unseen } from "../../../../src/screens/review/state.ts";

const item = { key: "a", shard: "00000", row: 3, stratum: null, probability: null };
const plan = { done: [], role: "reviewer", design: { strategy: "flagged", id: "d" } } as const;

/** A review whose disk is full until it is freed. */
function reviewing() {
  let state: ReviewState = {
    ...{ pending: [item], done: [], shown: unseen(0), note: "", spent: 0, given: 0, rested: 0, paused: null },
  };
  let isFull = true;
  const written: NewRecord[] = [];
  const hand = reviewHand(plan, () => ({
    ...{ go() {}, say() {}, ask() {}, now: () => 5000 },
    dispatch: (action) => {
      state = review(state, action);
    },
    async append(record) {
      if (isFull) throw new Error("ENOSPC");
      written.push(record);
      return { ...record, id: "1", at: "2026-03-02T10:00:00Z" } as never;
    },
  }));
  return {
    state: () => state,
    written,
    free: () => {
      isFull = false;
    },
    async does(intent: ReviewIntent) {
      hand.perform(intent, state, {
        ...{ folder: "runs/r", limits: { ...defaultLimits, veil: 0.1 }, pictured: true },
        ...{ known: { severity: 1, cluster: [], doubt: 0.01 }, lines: 1, lineRows: 3 },
      });
      while (hand.writing() > 0) await new Promise(setImmediate);
    },
  };
}

it.each<[string, ReviewIntent]>([
  ["a picture", { type: "show", rung: 3 }],
  ["a caption", { type: "caption" }],
  ["a caption below the veil", { type: "unveil" }],
])("counts %s that a full disk could not write down when it is shown again", async (_, intent) => {
  const one = reviewing();
  await one.does(intent);
  expect(one.state()).toMatchObject({
    spent: 0,
    shown: { caption: false, paidRung: 0, captionSeen: false },
  });
  expect(one.state().shown.rung).toBeLessThanOrEqual(1);
  one.free();
  await one.does(intent);
  expect(one.written).toHaveLength(1);
  expect(one.state().spent).toBeGreaterThan(0);
});

it("gives nothing away where one reveal follows another before it is known that neither was written", async () => {
  const one = reviewing();
  await Promise.all([one.does({ type: "show", rung: 3 }), one.does({ type: "show", rung: 5 })]);
  expect(one.state()).toMatchObject({ spent: 0, shown: { paidRung: 0 } });
});
