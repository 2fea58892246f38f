import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { env, pipeline } from "@xenova/transformers";
import { loadTextClassifier, modelFolder } from "../models/index.ts";
import { textModelBefore } from "./model-before.ts";

/**
 * Captions per second of the text model: ours in batches, ours one by one, and the transformers.js
 * pipeline on the same files, side by side: `npm run bench:text`. With `-- --before COMMIT`, in a clone with its
 * history, the model of an earlier commit as well.
 */
const { values } = parseArgs({ options: { before: { type: "string" } } });
const ROUNDS = 3;
const path = "../shared/data/pairs/openstax/metadata.jsonl";
if (!existsSync(path)) {
  console.error(`Cannot measure: wanted ${path}`);
  process.exit(2);
}
const captions = readFileSync(path, "utf8")
  .trim()
  .split("\n")
  .map((line) => String((JSON.parse(line) as { text: string }).text))
  .filter((text) => text.length > 0 && text.length < 250)
  .slice(0, 512);

const ours = await loadTextClassifier("text-toxicity", { device: "cpu" });
const oursTwo = await loadTextClassifier("text-toxicity", { device: "cpu", threads: 2 });
const before = values.before === undefined ? null : await textModelBefore(values.before);
env.allowRemoteModels = false;
const theirs = await pipeline("text-classification", modelFolder("text-toxicity"), {
  dtype: "q8",
  local_files_only: true,
});

const ways: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["ours, batched by length, 1 thread", () => ours.classify(captions)],
  ["ours, batched by length, 2 threads", () => oursTwo.classify(captions)],
  ["ours, one by one, 1 thread", () => oneByOne((text) => ours.classify([text]))],
  [
    "transformers.js pipeline, batches of 32, its threads",
    () => inBatches((texts) => theirs(texts, { top_k: 5 })),
  ],
  ...(before === null
    ? []
    : [
        [
          `the model of ${values.before}, batched by length, 1 thread`,
          () => before.model.classify(captions),
        ] as const,
      ]),
  ["transformers.js pipeline, one by one", () => oneByOne((text) => theirs(text, { top_k: 5 }))],
];

async function oneByOne(work: (text: string) => Promise<unknown>): Promise<void> {
  for (const caption of captions) await work(caption);
}

async function inBatches(work: (texts: string[]) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < captions.length; i += 32) await work(captions.slice(i, i + 32));
}

const rates = ways.map((): number[] => []);
for (let round = 0; round < ROUNDS; round++)
  for (const [i, [, work]] of ways.entries()) {
    const started = performance.now();
    await work();
    rates[i]?.push((captions.length * 1000) / (performance.now() - started));
  }
const medians = rates.map((found) => [...found].sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0);
console.log(`${captions.length} captions, medians of ${ROUNDS} rounds\n`);
console.log("| way | captions/s | ours, batched, 1 thread, is … times this |");
console.log("| --- | --- | --- |");
for (const [i, [name]] of ways.entries())
  console.log(
    `| ${name} | ${medians[i]?.toFixed(0)} | ${((medians[0] ?? 0) / (medians[i] ?? 1)).toFixed(2)} |`,
  );
await ours.close();
await oursTwo.close();
await before?.model.close();
before?.remove();
