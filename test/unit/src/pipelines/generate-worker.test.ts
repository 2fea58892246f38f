import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { candidates } from "../../../../models/device.ts";
import { refusalTeller } from "../../../../src/pipelines/generate/refusals.ts";
import { parts } from "../../../../src/pipelines/generate/texts.ts";
import type { RunEvent } from "../../../../src/process/events.ts";
import { make, scratch } from "../../../support/cascade-run.ts";
import { deepFloyd } from "../../../support/tiny-folders.ts";

const folder = scratch();
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const model = deepFloyd(join(folder, "if"));
const notes = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === "note" ? [event.text] : []));

describe("many prompts", () => {
  const prompts = [{ text: "red" }, { text: "blue", negative: "red" }, { text: "red blue" }] as const;

  it("gives the same images in parts whose texts fit into memory as all at once", async () => {
    const together = await make({ model, prompts, n: 2 });
    const divided = await make({ model, prompts, n: 2 }, { textBytes: 1 });
    expect(divided.outcomes.map(({ receipt }) => receipt)).toEqual(
      together.outcomes.map(({ receipt }) => receipt),
    );
    expect(notes(together.events)).toEqual([]);
    expect(notes(divided.events)).toEqual([
      "in 3 parts, each through every stage: so many texts at once would not fit into memory",
    ]);
    // The worker keeps two texts at a time: each part goes through both stages before the next is encoded.
    const stages = divided.events.flatMap((event) => (event.type === "stage-started" ? [event.stage] : []));
    expect(stages).toEqual(["base", "super", "base", "super", "base", "super"]);
  });

  it("never keeps more texts than fit, and the images of one prompt together", () => {
    const images = Array.from({ length: 4000 }, (_, image) => ({
      image,
      prompt: `prompt ${Math.floor(image / 4)}`,
      negative: "",
      seed: 7,
      index: image % 4,
    }));
    const encoder = { maxTokens: 77, width: 4096 } as Parameters<typeof parts>[1];
    const all = parts(images, encoder, 100 * 4 * 77 * 4096);
    const texts = all.map((part) => new Set(part.flatMap(({ prompt, negative }) => [prompt, negative])));
    expect(Math.max(...texts.map(({ size }) => size))).toBe(100);
    expect(texts.reduce((sum, { size }) => sum + size, 0)).toBe(1000 + all.length);
    expect(all.flat()).toEqual(images);
    expect(parts(images.slice(0, 4), encoder, 1)).toHaveLength(1);
  });
});

describe("devices that do not serve", () => {
  it("are said with their reasons, each once", () => {
    const events: RunEvent[] = [];
    const tell = refusalTeller((event) => void events.push(event));
    const [cuda, webgpu] = [
      { device: "cuda", reason: "no library" },
      { device: "webgpu", reason: "no Vulkan" },
    ];
    for (const refused of [[cuda, webgpu], [cuda, webgpu, webgpu], []]) tell({ device: "cpu", refused });
    tell({ device: "webgpu", refused: [{ ...cuda, reason: "no memory" }] });
    expect(notes(events)).toEqual([
      "on cpu; not on cuda: no library; not on webgpu: no Vulkan",
      "on webgpu; not on cuda: no memory",
    ]);
  });

  it("are said of a run under --device auto", async () => {
    const { events, outcomes } = await make({ model, device: "auto", stages: { from: 1, to: 1 } });
    const used = outcomes[0]?.receipt.stages[0]?.device ?? "";
    const passed = candidates("auto").slice(0, candidates("auto").indexOf(used as never));
    expect(notes(events)).toEqual(
      passed.length === 0
        ? []
        : [
            expect.stringMatching(
              new RegExp(`^${[`on ${used}`, ...passed.map((one) => `not on ${one}: .+`)].join("; ")}$`, "u"),
            ),
          ],
    );
  });
});
