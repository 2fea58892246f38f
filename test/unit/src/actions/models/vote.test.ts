import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, describe, expect, it } from "vitest";
import { votingOn } from "../../../../../src/actions/models/vote.ts";
import { openVotes } from "../../../../../src/compare/votes.ts";
import { obscuredPng } from "../../../../../src/exposure/obscure.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-voting-"));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const now = new Date("2026-01-02T03:04:05.000Z");

/** Two prompts, of which the filters refused the second model's picture of the second. */
async function begun(
  voter: string,
  record: (prompt: number, rung: number) => Promise<void> = async () => {},
) {
  const votes = await openVotes(folder, voter);
  const voting = votingOn({
    models: { a: "one", b: "two" },
    prompts: [{ text: "a pear" }, { text: "a plum" }],
    seed: 1,
    votes,
    picture: async (side, prompt) =>
      side === "b" && prompt === 1 ? { reason: "withheld", refused: true } : { bytes: striped },
    record,
  });
  return { votes, voting };
}

/** A picture whose stripes no mosaic keeps. */
const striped = await obscuredPng({
  ...{ width: 48, height: 48 },
  data: Uint8Array.from({ length: 3 * 48 * 48 }, (_, i) => (Math.floor(i / 3) % 2) * 255),
});
const bytesOf = (found: { readonly bytes: Uint8Array } | { readonly reason: string }) =>
  "bytes" in found ? found.bytes : new Uint8Array();
const shades = async (png: Uint8Array) => new Set(await sharp(png).removeAlpha().raw().toBuffer());

describe("what a voter sees", () => {
  it("is recorded before it is shown, each time, and holds no more than its rung", async () => {
    const recorded: (readonly [number, number])[] = [];
    const { votes, voting } = await begun("cara", async (...shown) => void recorded.push(shown));
    expect(await voting.picture("a", 0, "colour")).toEqual({ reason: "nobody revealed it", refused: false });
    expect(recorded).toEqual([]);
    const [left, right] = await Promise.all([
      voting.picture("a", 0, "mosaic"),
      voting.picture("b", 0, "mosaic"),
    ]);
    expect(recorded).toEqual([[0, 3]]);
    for (const found of [left, right]) expect((await shades(bytesOf(found))).size).toBe(1);
    await voting.reveal(0);
    expect(await voting.picture("a", 0, "colour")).toEqual({ bytes: striped });
    // Covered, and shown again.
    await voting.reveal(0);
    await voting.vote({ prompt: 0, choice: "tie", left: "a", seconds: 1 }, now);
    await voting.undo(0);
    await voting.picture("a", 0, "mosaic");
    expect(recorded).toEqual([
      [0, 3],
      [0, 5],
      [0, 5],
      [0, 3],
    ]);
    await votes.close();
  });

  it("is nothing where it cannot be recorded", async () => {
    const { votes, voting } = await begun("dan", async () => {
      throw new Error("the gate said no");
    });
    await expect(voting.picture("a", 0, "mosaic")).rejects.toThrow("the gate said no");
    await expect(voting.reveal(0)).rejects.toThrow("the gate said no");
    await expect(voting.picture("a", 0, "colour")).rejects.toThrow("the gate said no");
    await votes.close();
  });
});

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
