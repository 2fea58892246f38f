/**
 * How many of the faces that people see `centerface` finds, and what it takes for one: `npm run bench:faces`, on the
 * pictures that models/centerface/labels.json counts.
 */
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeImage } from "../datasets/index.ts";
import { loadFaceFinder, modelFolder } from "../models/index.ts";
import { wilson } from "../src/statistics/wilson.ts";

const folder = join(import.meta.dirname, "../../shared/data/pairs/openstax/images");
if (!existsSync(folder)) {
  console.error(`Cannot count faces: wanted ${folder}`);
  process.exit(2);
}
const { faces } = JSON.parse(readFileSync(join(modelFolder("centerface"), "labels.json"), "utf8")) as {
  readonly faces: Readonly<Record<string, number>>;
};
const finder = await loadFaceFinder("centerface", { device: "cpu" });
let [seen, found, more, empty, alarmed, ms] = [0, 0, 0, 0, 0, 0];
for (const [name, count] of Object.entries(faces)) {
  const { pixels } = await decodeImage(await readFile(join(folder, name)));
  if (!pixels) continue;
  const start = performance.now();
  const boxes = await finder.find(pixels);
  ms += performance.now() - start;
  seen += count;
  found += Math.min(count, boxes.length);
  more += count > 0 ? Math.max(0, boxes.length - count) : 0;
  empty += count === 0 ? 1 : 0;
  alarmed += count === 0 && boxes.length > 0 ? 1 : 0;
  if (boxes.length !== count) console.log(`${name}: ${count} seen, ${boxes.length} found`);
}
await finder.close();
const rate = (k: number, n: number) => {
  const { low, high } = wilson(k, n);
  return `${k} of ${n} [${(100 * (low ?? 0)).toFixed(1)}, ${(100 * (high ?? 0)).toFixed(1)}]`;
};
console.log(`faces found: ${rate(found, seen)}; more than one sees, where one sees some: ${more}`);
console.log(`pictures without a face where one was found: ${rate(alarmed, empty)}`);
console.log(`${(ms / Object.keys(faces).length).toFixed(0)} ms a picture, one thread`);
