import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { decodeCheckpoint, encodeCheckpoint } from "../../../../src/pipelines/generate/checkpoint.ts";
import type { StageImage } from "../../../../src/pipelines/generate/output-filter.ts";
import type { GenerationReceipt } from "../../../../src/pipelines/generate/receipt.ts";
import { memoryStore } from "../../../../src/pipelines/generate/stage-store.ts";
import { make, open, pixelsOf, scratch } from "../../../support/cascade-run.ts";
import { drawn } from "../../../support/door.ts";
import { deepFloyd } from "../../../support/tiny-folders.ts";

const folder = scratch();
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const model = deepFloyd(join(folder, "if"));
const stepsOf = (receipt: GenerationReceipt | undefined) =>
  receipt?.stages.flatMap(({ id, steps }) => steps.map(({ x }) => `${id} ${x}`));

/** What six images are when nothing goes wrong. */
const whole = make({ model, n: 6 });

describe("generating", () => {
  it("gives an image the same bytes in any batch, in every step", async () => {
    const [together, apart] = [await whole, await make({ model, n: 3, batch: 2 })];
    for (const i of [0, 1, 2]) {
      expect(pixelsOf(apart.outcomes[i]).data).toEqual(pixelsOf(together.outcomes[i]).data);
      expect(stepsOf(apart.outcomes[i]?.receipt)).toEqual(stepsOf(together.outcomes[i]?.receipt));
    }
    expect(pixelsOf(together.outcomes[0]).data).not.toEqual(pixelsOf(together.outcomes[1]).data);
  });

  it("goes on from where it was stopped, mid-stage, and gives the same bytes", async () => {
    const store = memoryStore();
    const abort = new AbortController();
    let calls = 0;
    const emit = ({ type }: { readonly type: string }) => {
      if (type === "stage-step" && ++calls === 2) abort.abort();
    };
    const request = { model, n: 2, checkpointMs: 0 };
    const broken = drawn(
      {
        ...request,
        prompts: [{ text: "red" }],
        seed: 7,
        rng: "philox",
        overrides: {},
        device: "cpu",
        threads: 1,
        batch: 1,
      },
      {
        outputFilter: open,
        store,
        checkpointMs: 0,
        context: { now: () => new Date(0), emit, signal: abort.signal },
      },
    );
    await expect(broken.next()).rejects.toMatchObject({ name: "AbortError" });
    expect(await store.has("base/000000")).toBe(true);
    const { outcomes, events } = await make({ model, n: 2, batch: 1 }, { store });
    // The four base calls of the first image were begun before: fewer are left.
    const again = events.filter((event) => event.type === "stage-step" && event.stage === "base");
    expect(again.length).toBeLessThan(8);
    for (const i of [0, 1]) {
      expect(pixelsOf(outcomes[i]).data).toEqual(pixelsOf((await whole).outcomes[i]).data);
      expect(outcomes[i]?.receipt).toEqual((await whole).outcomes[i]?.receipt);
    }
  });

  it.each([
    ["on another device", { device: "cuda" }],
    ["before receipts named the noise below", { lowRes: undefined }],
  ])("begins anew what was begun %s", async (_, change) => {
    const store = memoryStore();
    await make({ model, stages: { from: 1, to: 1 } }, { store });
    const found = decodeCheckpoint(await store.read("base/000000"));
    const state = { ...found.state, x: found.state.x.map(() => 0) };
    const begun = { ...found, done: false, steps: found.steps.slice(0, 2), state };
    await store.write("base/000000", encodeCheckpoint(begun));
    const resumed = await make({ model }, { store });
    // Of zeros, so that going on with it shows.
    expect(stepsOf(resumed.outcomes[0]?.receipt)).not.toEqual(stepsOf((await whole).outcomes[0]?.receipt));
    await store.write("base/000000", encodeCheckpoint({ ...begun, ...change } as typeof begun));
    const { outcomes } = await make({ model }, { store });
    expect(outcomes[0]?.receipt).toEqual((await whole).outcomes[0]?.receipt);
  });

  it("runs the second stage alone from a saved first, and again with other settings", async () => {
    const store = memoryStore();
    await make({ model, stages: { from: 1, to: 1 } }, { store });
    const second = await make({ model, stages: { from: 2, to: 2 } }, { store });
    expect(pixelsOf(second.outcomes[0]).data).toEqual(pixelsOf((await whole).outcomes[0]).data);
    const other = await make({ model, stages: { from: 2, to: 2 }, overrides: { guidance: 1 } }, { store });
    expect(pixelsOf(other.outcomes[0]).data).not.toEqual(pixelsOf(second.outcomes[0]).data);
    // Without guidance there is nothing to compare.
    expect(other.outcomes[0]?.receipt.stages[1]?.steps[0]?.memorisation).toBeNull();
    expect(second.outcomes[0]?.receipt.stages[1]?.steps[0]?.memorisation).toBeGreaterThan(0);
    await expect(make({ model, stages: { from: 2, to: 2 }, seed: 8 }, { store })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("it is of another prompt, seed or model"),
    });
  });

  it("builds on no saved stage that was made of other vectors of the texts", async () => {
    const store = memoryStore();
    await make({ model, stages: { from: 1, to: 1 } }, { store });
    const found = decodeCheckpoint(await store.read("base/000000"));
    await store.write("base/000000", encodeCheckpoint({ ...found, texts: ["other", "vectors"] }));
    await expect(make({ model, stages: { from: 2, to: 2 } }, { store })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("image 0 of stage 1 (base) was made of other vectors of its texts"),
    });
  });

  it("spends no super-resolution on a refused image", async () => {
    const seen: string[] = [];
    const outputFilter = {
      ...open,
      judge: async (images: readonly StageImage[]) => {
        seen.push(...images.map(({ stage, image }) => `${stage} ${image}`));
        return images.map(({ image }) =>
          image === 1
            ? ({ pass: false, rules: ["planted"], scores: {} } as const)
            : ({ pass: true, scores: {} } as const),
        );
      },
    };
    const store = memoryStore();
    const { outcomes, events } = await make({ model, n: 2 }, { outputFilter, store });
    expect(outcomes.map(({ kind, stage }) => `${kind} ${stage}`)).toEqual(["done super", "refused base"]);
    expect(outcomes[1]).not.toHaveProperty("pixels");
    expect(seen).toEqual(["base 0", "base 1", "super 0"]);
    expect(await store.has("super/000001")).toBe(false);
    expect(events).toContainEqual({
      type: "stage-started",
      stage: "super",
      size: 16,
      images: 1,
      batch: 1,
      device: "cpu",
    });
  });

  it("gives the receipt of an image that became no numbers, as JSON can say it", async () => {
    const settings = (await whole).outcomes[0]?.receipt.stages[0]?.settings;
    const exactly = {
      base: { settings: { ...settings, guidance: { scale: 1e300 } } as never },
    };
    const finite: boolean[] = [];
    const judge = async (images: readonly StageImage[]) => {
      finite.push(...images.map((image) => image.finite));
      return open.judge(images);
    };
    const { outcomes } = await make(
      { model, exactly, stages: { from: 1, to: 1 } },
      { outputFilter: { ...open, judge } },
    );
    expect(finite).toEqual([false]);
    const steps = outcomes[0]?.receipt.stages[0]?.steps ?? [];
    expect(steps.at(-1)?.memorisation).toBeNull();
    expect(JSON.parse(JSON.stringify(outcomes[0]?.receipt))).toEqual(outcomes[0]?.receipt);
  });

  it.each([
    ["throws", async () => Promise.reject(new Error("no model"))],
    ["leaves an image out", async () => []],
  ])("lets nothing pass when the output filter %s", async (_, judge) => {
    await expect(make({ model }, { outputFilter: { ...open, judge } })).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^Cannot judge the images, so none passes: /u),
    });
  });
});

describe("a request that cannot be", () => {
  it.each([
    [{ seed: 2 ** 53 }, "--seed 9007199254740992: wanted a whole number in [0, 2^53)"],
    [{ overrides: { steps: 1001 } }, "--steps 1001: wanted a whole number in [1, 1000]"],
    [{ overrides: { guidance: -1 } }, "--guidance -1: wanted a number in [0, 100]"],
    [
      { overrides: { sampler: "edm-euler" as const } },
      'Cannot build sampler "edm-euler": wanted schedule "edm", got "squared-cosine" (stage base)',
    ],
    [
      { overrides: { sampler: "unipc" as const, steps: 1000 } },
      "steps must be a whole number in [1, 999], got 1000 (stage base)",
    ],
    [{ stages: { from: 1, to: 3 } }, "has stages 1..2 (base, super)"],
    [{ stages: { from: 2, to: 2 } }, "image 0 of stage 1 (base) was not saved here; run that stage first"],
    [{ model: "nothing" }, 'Cannot find model "nothing"'],
    [{ model: "./nothing" }, "there is no such folder"],
    [{ device: "coreml" }, 'Cannot use device "coreml"'],
  ])("%j is refused with one line", async (bad, reason) => {
    await expect(make({ model, ...bad })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(reason),
    });
  });

  it("says how much of a long prompt the encoder did not read", async () => {
    const { events } = await make({
      model,
      prompts: [{ text: "red blue red blue red blue red blue red" }],
      stages: { from: 1, to: 1 },
    });
    expect(events).toContainEqual({
      type: "note",
      text: "a prompt is longer than the 8 tokens that the text encoder reads: cut by 2 tokens",
    });
  });
});
