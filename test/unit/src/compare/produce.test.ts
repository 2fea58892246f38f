import { afterAll, expect, it } from "vitest";
import { type MakeDuels, producePictures } from "../../../../src/compare/produce.ts";
import type { Prompt } from "../../../../src/pipelines/generate/request.ts";
import { memoryStore } from "../../../../src/pipelines/generate/stage-store.ts";
import { open as outputFilter } from "../../../support/cascade-run.ts";
import { drawn } from "../../../support/door.ts";

const ended = new AbortController();
const context = { now: () => new Date(), emit: () => {}, signal: ended.signal };
const common = { n: 1, seed: 1, rng: "philox", device: "cpu", threads: 1, overrides: { steps: 2 } } as const;
afterAll(() => ended.abort());

const make: MakeDuels = (prompts) =>
  drawn({ model: "tiny-cascade", prompts, ...common }, { outputFilter, context, store: memoryStore() });
const text = "a red circle";
const prompts: readonly Prompt[] = [
  { text },
  { text, seed: 1 },
  { text, seed: 2 },
  { text, negative: "a blue square" },
  { text, seed: 2 },
];

it("draws each prompt by its own seed and negative text, and one that is taken back later on", async () => {
  const picture = producePictures(prompts, [0, 1, 2, 3], { a: make, b: make });
  const bytes = async (side: "a" | "b", prompt: number) => {
    const found = await picture(side, prompt);
    return "bytes" in found ? Buffer.from(found.bytes).toString("base64") : found.reason;
  };
  const [own, same, seeded, negative, late] = await Promise.all(prompts.map((_, i) => bytes("a", i)));
  expect(same).toBe(own);
  expect(new Set([own, seeded, negative]).size).toBe(3);
  expect(late).toBe(seeded);
  expect(await bytes("b", 4)).toBe(late);
});

it("says why there is none where making fails, which is no refusal", async () => {
  const broken: MakeDuels = (some) =>
    drawn(
      { model: "no-such-cascade", prompts: some, ...common },
      { outputFilter, context, store: memoryStore() },
    );
  const picture = producePictures(prompts, [0], { a: make, b: broken });
  expect(await picture("b", 0)).toEqual({
    reason: expect.stringContaining("no-such-cascade"),
    refused: false,
  });
});

it("says of a prompt that the gate withholds that it is refused, not that making failed", async () => {
  const none: MakeDuels = async function* () {
    yield { kind: "withheld", image: 0, reason: "blocked by the prompt filters" };
  };
  const picture = producePictures(prompts, [0], { a: make, b: none });
  expect(await picture("b", 0)).toEqual({ reason: "blocked by the prompt filters", refused: true });
});
