import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { votingOn } from "../../../../../src/actions/models/vote.ts";
import { openVotes } from "../../../../../src/compare/votes.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-voting-"));
afterAll(() => rmSync(folder, { recursive: true }));
const now = new Date("2026-01-02T03:04:05.000Z");

/** Two prompts, of which the filters refused the second model's picture of the second. */
async function begun(voter: string) {
  const votes = await openVotes(folder, voter);
  const voting = votingOn({
    models: { a: "one", b: "two" },
    prompts: [{ text: "a pear" }, { text: "a plum" }],
    seed: 1,
    votes,
    picture: async (side, prompt) =>
      side === "b" && prompt === 1 ? { reason: "withheld", refused: true } : { bytes: Uint8Array.of(1) },
  });
  return { votes, voting };
}

describe("voting", () => {
  it("writes each verdict as it is given, and names the models only where none is left", async () => {
    const { votes, voting } = await begun("ann");
    expect(await voting.standing(0)).toEqual({ kind: "ready" });
    expect(await voting.standing(1)).toEqual({ kind: "refused", refused: ["b"] });
    const left = voting.leftOf(0);
    await voting.reveal(0);
    await voting.vote({ prompt: 0, choice: "left", left, seconds: 2 }, now);
    expect([voting.judged(), voting.result()]).toEqual([[0], null]);
    await voting.passOver(1, ["b"], now);
    expect(voting.result()).toMatchObject({
      models: { a: "one", b: "two" },
      comparison: { votes: 1, a: { k: left === "a" ? 1 : 0, n: 1 }, refused: { a: { k: 0 }, b: { k: 1 } } },
    });
    await votes.close();
    const lines = readFileSync(join(folder, "votes/ann.jsonl"), "utf8").trim().split("\n");
    const time = now.toISOString();
    const schema = "sluice.vote/1";
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { schema, reveals: 0 },
      { schema, time, prompt: 0, choice: "left", left, seconds: 2 },
      { schema, time, prompt: 1, refused: ["b"] },
    ]);
  });

  it("takes a verdict back until the models are named, and none after", async () => {
    const { votes, voting } = await begun("bo");
    await voting.passOver(1, ["b"], now);
    await voting.undo(1);
    expect(voting.judged()).toEqual([]);
    await voting.passOver(1, ["b"], now);
    await voting.vote({ prompt: 0, choice: "tie", left: "a", seconds: 1 }, now);
    await expect(voting.undo(0)).rejects.toMatchObject({
      exitCode: 2,
      message: "Cannot take a verdict back: every prompt has one, and the models are named",
    });
    expect(voting.judged()).toEqual([1, 0]);
    await votes.close();
  });
});
