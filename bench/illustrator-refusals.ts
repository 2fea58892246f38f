/**
 * What the gate's output filters refuse of illustrator's 100 uncurated pictures for held-out captions, at both of its
 * sizes, and by which rule: `npm run bench:illustrator-refusals`. A minute.
 */
import sharp from "sharp";
import { openOutputGate } from "../src/gate/output/output-filter.ts";
import { openPromptGate } from "../src/gate/prompt/prompt-gate.ts";
import { readPrompts } from "../src/pipelines/generate/prompts.ts";
import { wilson } from "../src/statistics/wilson.ts";
import { raw, resized } from "./harmless.ts";

const { prompts } = await readPrompts("models/illustrator/training/grid-100.jsonl");
const promptGate = await openPromptGate({ device: "cpu" });
const gate = await openOutputGate({
  device: "cpu",
  promptGate,
  hashes: { exception: "copies are measured by bench/copies.ts" },
});
for (const [stage, size] of [
  ["base", 32],
  ["super", 128],
] as const) {
  const images = await Promise.all(
    prompts.map(async ({ text: prompt }, image) => {
      const [left, top] = [128 * (image % 10), 128 * Math.floor(image / 10)];
      const grid = sharp("bench/illustrator-100.jpg");
      const pixels = await resized(await raw(grid.extract({ left, top, width: 128, height: 128 })), size);
      return { stage, size, image, prompt, pixels, finite: true, memorisation: null };
    }),
  );
  const refused = (await gate.judge(images)).flatMap((verdict) => (verdict.pass ? [] : [verdict.rules[0]]));
  const { low, high } = wilson(refused.length, images.length);
  const rules = [...new Set(refused)].map(
    (rule) => `${rule} ${refused.filter((one) => one === rule).length}`,
  );
  console.log(
    `${size} pixels: ${refused.length} of ${images.length} refused [${(100 * (low ?? 0)).toFixed(1)}, ${(100 * (high ?? 0)).toFixed(1)}] ${rules.join(", ")}`,
  );
}
await gate.close();
await promptGate.close();
