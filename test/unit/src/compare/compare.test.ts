import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeComparison } from "../../../../src/compare/comparison.ts";
import { leftSide, winner } from "../../../../src/compare/duel.ts";
import { duelStandingOf } from "../../../../src/compare/progress.ts";
import { compareVotes } from "../../../../src/compare/result.ts";
import { keepSetup } from "../../../../src/compare/setup.ts";
import { openVotes, type Refusal, replay, type Verdict, type Vote } from "../../../../src/compare/votes.ts";
import { resultLines } from "../../../../src/screens/compare/result-lines.ts";
import { type CompareAction, compare } from "../../../../src/screens/compare/state.ts";

const vote = (prompt: number, choice: Vote["choice"], left: Vote["left"] = "a") => ({
  time: "2026-01-01T00:00:00.000Z",
  prompt,
  choice,
  left,
  seconds: 2,
});
const whole = (...args: Parameters<typeof vote>): Vote => ({ schema: "sluice.vote/1", ...vote(...args) });
const refusal = (prompt: number, ...refused: Refusal["refused"]): Refusal => ({
  schema: "sluice.vote/1",
  time: "2026-01-01T00:00:00.000Z",
  prompt,
  refused,
});

describe("blinding", () => {
  it("puts each model on the left about half of the time, and the same way again", () => {
    const sides = Array.from({ length: 400 }, (_, i) => leftSide(7, `prompt ${i}`, i));
    const a = sides.filter((side) => side === "a").length;
    expect(a).toBeGreaterThan(160);
    expect(a).toBeLessThan(240);
    expect(leftSide(7, "prompt 3", 3)).toBe(sides[3]);
  });

  it("gives the win to whoever stood on the chosen side", () => {
    expect([winner("left", "a"), winner("left", "b"), winner("right", "a"), winner("tie", "b")]).toEqual([
      "a",
      "b",
      "b",
      "tie",
    ]);
  });
});

describe("results", () => {
  it("counts wins, ties and sides, with the exact sign test", () => {
    const votes = [...Array(9)].map((_, i) => whole(i, "left")).concat(whole(9, "right"), whole(10, "tie"));
    const { a, ties, p, left } = compareVotes(votes);
    expect(a).toMatchObject({ k: 9, n: 10 });
    expect(left).toMatchObject({ k: 9, n: 10 });
    expect(ties).toMatchObject({ k: 1, n: 11 });
    // 2 · (1 + 10) / 2^10, Dixon & Mood 1946, table 1 for n = 10.
    expect(p).toBeCloseTo(22 / 1024, 12);
    expect(compareVotes([whole(0, "tie")]).p).toBeNull();
  });

  it("counts refused pictures by model, of all prompts gone through, and as nobody's win", () => {
    const { votes, a, ties, refused } = compareVotes([
      whole(0, "left"),
      refusal(1, "a"),
      refusal(2, "a", "b"),
      whole(3, "tie"),
    ]);
    expect({ votes, a, ties }).toMatchObject({ votes: 2, a: { k: 1, n: 1 }, ties: { k: 1, n: 2 } });
    expect(refused).toMatchObject({ a: { k: 2, n: 4 }, b: { k: 1, n: 4 } });
  });

  it("are said with n and interval, and as no preference where nothing was decided", () => {
    const said = (...verdicts: readonly Verdict[]) =>
      resultLines({ a: "one", b: "two" }, compareVotes(verdicts));
    // Wilson's intervals of 4 of 4, 0 of 4, 1 of 1 and 1 of 3.
    expect(said(...[0, 1, 2, 3].map((i) => whole(i, "tie")))).toEqual([
      "no preference: 4 votes, none decided",
      "ties: 4 of 4 votes: 100 % [51, 100]",
      "refused by the output filters, one: 0 of 4 pictures: 0 % [0, 49]",
      "refused by the output filters, two: 0 of 4 pictures: 0 % [0, 49]",
    ]);
    expect(said(whole(0, "left"), whole(1, "tie"), refusal(2, "b"))).toEqual([
      "one won 1 of 1 decided: 100 % [21, 100], sign test p = 1.0",
      "ties: 1 of 2 votes: 50 % [9, 91]",
      "refused by the output filters, one: 0 of 3 pictures: 0 % [0, 56]",
      "refused by the output filters, two: 1 of 3 pictures: 33 % [6, 79]",
      "left picture won: 1 of 1 decided: 100 % [21, 100]; far from half is a habit of the eye",
    ]);
    expect(said(refusal(0, "a"))[0]).toBe("no preference: no prompt had two pictures to vote on");
    expect(said()).toEqual(["no verdict was given"]);
  });
});

describe("the voter's file", () => {
  it("count at once, since the next key may end the session; what cannot be written falls again", async () => {
    const file = await openVotes(mkdtempSync(join(tmpdir(), "sluice-votes-")), "ann");
    const given = [file.vote(vote(0, "left")), file.vote(vote(1, "left")), file.undo(0)];
    expect(file.verdicts().map(({ prompt }) => prompt)).toEqual([1]);
    await file.written();
    await Promise.all(given);
    await file.close();
    const late = file.vote(vote(2, "left"));
    await expect(late).rejects.toThrow();
    await file.written();
    expect(file.verdicts().map(({ prompt }) => prompt)).toEqual([1]);
    // A vote and its undo, another vote and its undo: none is written, and what is on disk stands.
    const lost = [file.vote(vote(2, "left")), file.undo(2), file.vote(vote(1, "tie")), file.undo(1)];
    for (const { status } of await Promise.allSettled(lost)) expect(status).toBe("rejected");
    expect(file.verdicts()).toMatchObject([vote(1, "left")]);
  });

  it("keeps what was voted, takes back what was undone, and passes over a torn line", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-votes-"));
    const first = await openVotes(folder, "ann");
    await first.reveal(0);
    await first.vote(vote(0, "left"));
    await first.vote(vote(1, "tie"));
    await first.undo(1);
    await first.close();
    const path = join(folder, "votes", "ann.jsonl");
    appendFileSync(path, '{"schema":"sluice.vote/1","time":"2026');
    const again = await openVotes(folder, "ann");
    expect(again.torn).toBe(1);
    await again.vote(vote(2, "right"));
    await again.refuse({ time: "2026-01-01T00:00:00.000Z", prompt: 1, refused: ["b"] });
    expect(again.verdicts().map(({ prompt }) => prompt)).toEqual([0, 2, 1]);
    await again.close();
    expect(replay(readFileSync(path, "utf8")).verdicts).toEqual([
      whole(0, "left"),
      whole(2, "right"),
      refusal(1, "b"),
    ]);
  });

  it("is counted as it stands, whichever of a voter's sessions gave a vote", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-votes-"));
    const [one, other] = [await openVotes(folder, "ann"), await openVotes(folder, "ann")];
    await one.vote(vote(0, "left"));
    await other.vote(vote(1, "right"));
    for (const file of [one, other]) await file.close();
    const compared = { models: { a: "x", b: "y" }, seed: 7, prompts: [{ text: "one" }, { text: "two" }] };
    const { each } = await writeComparison(folder, "ann", compared);
    expect(each.map(({ prompt }) => prompt)).toEqual(["one", "two"]);
  });

  it("refuses a name that is no file's", async () => {
    await expect(openVotes(tmpdir(), "../ann")).rejects.toThrow('Cannot vote as "../ann"');
  });
});

describe("two pictures of a prompt", () => {
  const picture = { bytes: new Uint8Array() };
  const withheld = { reason: "withheld", refused: true };
  const failed = { reason: "no memory", refused: false };

  it.each([
    [picture, picture, { kind: "ready" }],
    [withheld, picture, { kind: "refused", refused: ["a"] }],
    [picture, withheld, { kind: "refused", refused: ["b"] }],
    [withheld, withheld, { kind: "refused", refused: ["a", "b"] }],
    [withheld, failed, { kind: "failed", reason: "no memory" }],
  ])("%j and %j stand as %j", (a, b, standing) => expect(duelStandingOf({ a, b })).toEqual(standing));
});

describe("the screen's state", () => {
  const actions = fc.array(
    fc.oneof<fc.Arbitrary<CompareAction>[]>(
      fc.constant({ type: "reveal", now: 1 }),
      fc.constant({ type: "hide" }),
      fc
        .constantFrom("left" as const, "right" as const, "tie" as const)
        .map((choice) => ({ type: "vote", choice })),
      fc.constant({ type: "refuse" }),
      fc.constant({ type: "skip" }),
      fc.constant({ type: "undo" }),
    ),
  );

  it("loses and doubles no prompt, and votes on none that was not shown", () => {
    fc.assert(
      fc.property(actions, (list) => {
        let state = {
          pending: [0, 1, 2, 3],
          done: [] as readonly number[],
          revealed: false,
          since: 0,
        } as Parameters<typeof compare>[0];
        for (const action of list) {
          const next = compare(state, action);
          if (next.done.length > state.done.length)
            expect(state.revealed || action.type === "refuse").toBe(true);
          if (next.pending[0] !== state.pending[0]) expect(next.revealed).toBe(false);
          state = next;
        }
        expect([...state.pending, ...state.done].sort()).toEqual([0, 1, 2, 3]);
      }),
    );
  });
});

it("the screen takes the last verdict back while prompts are left, and none once all are done", () => {
  const state = { pending: [1], done: [0], revealed: false, since: 0 };
  expect(compare(state, { type: "undo" })).toMatchObject({ pending: [0, 1], done: [] });
  const end = compare(state, { type: "refuse" });
  expect(end).toMatchObject({ pending: [], done: [0, 1] });
  expect(compare(end, { type: "undo" })).toBe(end);
});

describe("what votes are about", () => {
  it("stays the same while they are given; another one, or one that is damaged, is refused in one line", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-setup-"));
    const setup = {
      models: { a: "x", b: "y" },
      weights: { a: "1", b: "2" },
      seed: 7,
      prompts: [{ text: "a red apple" }],
    };
    await keepSetup(folder, setup);
    await keepSetup(folder, setup);
    for (const prompt of [
      { text: "a pear" },
      { text: "a red apple", seed: 3 },
      { text: "a red apple", negative: "a pear" },
    ])
      await expect(keepSetup(folder, { ...setup, prompts: [prompt] })).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining("its votes are about other prompts"),
      });
    writeFileSync(join(folder, "setup.json"), '{"models"');
    await expect(keepSetup(folder, setup)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^Cannot read ".*setup\.json": it is no JSON/u),
    });
  });
});
