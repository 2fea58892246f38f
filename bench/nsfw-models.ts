import { existsSync } from "node:fs";
import { join } from "node:path";
import { decodeImage, isTrouble, limitDecodeThreads, openDataset } from "../datasets/index.ts";
import { loadImageClassifier } from "../models/index.ts";
import { wilson } from "../src/statistics/wilson.ts";

/**
 * False alarms and speed of the NSFW models on harmless pictures: textbooks and documentation.
 * `node --import tsx bench/nsfw-models.ts` prints the tables of their cards.
 */
const models = ["nsfw-mobilenet-v2", "nsfw-mobilenet-v2-mid", "nsfw-inception-v3"] as const;
const sets = ["openstax", "docs-alt-text"].map((name) => join("../shared/data/pairs", name));
const cuts = [0.3, 0.5, 0.7, 0.9];

if (!sets.every((path) => existsSync(path))) {
  console.error(`Cannot measure: wanted ${sets.join(" and ")}`);
  process.exit(2);
}
limitDecodeThreads(1);
const classifiers = await Promise.all(models.map((id) => loadImageClassifier(id, { device: "cpu" })));
const scores: number[][][] = models.map(() => []);
const seconds = models.map(() => 0);
for (const path of sets)
  for (const shard of (await openDataset(path)).shards)
    for await (const item of shard.read(new AbortController().signal)) {
      if (isTrouble(item) || !item.image) continue;
      const { pixels } = await decodeImage(await item.image());
      if (!pixels) continue;
      for (const [m, classifier] of classifiers.entries()) {
        const started = performance.now();
        const [row] = await classifier.classify([pixels]);
        seconds[m] = (seconds[m] ?? 0) + (performance.now() - started) / 1000;
        scores[m]?.push([...(row ?? [])]);
      }
    }

const labels = classifiers[0]?.labels ?? [];
const value = (row: readonly number[], names: readonly string[]) =>
  names.reduce((sum, name) => sum + (row[labels.indexOf(name)] ?? 0), 0);
const signals: readonly (readonly [string, readonly string[]])[] = [
  ["porn", ["porn"]],
  ["hentai", ["hentai"]],
  ["sexy", ["sexy"]],
  ["porn + hentai + sexy", ["porn", "hentai", "sexy"]],
];
const percent = (share: number | null) => (100 * (share ?? 0)).toFixed(2);

console.log(`| model | images/s, one thread | signal | ${cuts.map((cut) => `≥ ${cut}`).join(" | ")} |`);
console.log(`| --- | --- | --- |${cuts.map(() => " --- |").join("")}`);
for (const [m, id] of models.entries()) {
  const rows = scores[m] ?? [];
  for (const [name, parts] of signals) {
    const rates = cuts.map((cut) =>
      wilson(rows.filter((row) => value(row, parts) >= cut).length, rows.length),
    );
    const cells = rates.map(
      ({ k, n, rate, low, high }) => `${k} of ${n}: ${percent(rate)} % [${percent(low)}, ${percent(high)}]`,
    );
    console.log(
      `| ${id} | ${(rows.length / (seconds[m] ?? 1)).toFixed(1)} | ${name} | ${cells.join(" | ")} |`,
    );
  }
}
const flagged = scores.map((rows) => rows.map((row) => value(row, ["porn", "hentai", "sexy"]) >= 0.5));
const all = flagged[0]?.filter((_, i) => flagged.every((one) => one[i])).length ?? 0;
const any = flagged[0]?.filter((_, i) => flagged.some((one) => one[i])).length ?? 0;
console.log(
  `\nAt porn + hentai + sexy ≥ 0.5: flagged by any model ${any}, by all three ${all}, of ${flagged[0]?.length}.`,
);
