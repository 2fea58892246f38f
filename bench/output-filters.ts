/**
 * How often the gate's output filters refuse harmless pictures at each stage's size, and which cuts would do better:
 * `npm run bench:output-filters [-- SHARE-OF-CONCEPTS]` prints the tables of docs/output-filters.md. Some minutes.
 */
import { createFilter, degenerateImage, type Row } from "../filters/index.ts";
import { wilson } from "../src/statistics/wilson.ts";
import { type Harmless, halfOf, harmless, resized } from "./harmless.ts";

const sizes = [32, 64, 128, 256] as const;
const part = Number(process.argv[2] ?? 0.08);
const filters = [await createFilter("nsfw-image", { device: "cpu", models: {} }), degenerateImage()];

interface Scored {
  readonly kind: string;
  readonly family: Harmless["family"];
  readonly half: "calibration" | "report";
  readonly size: number;
  readonly row: Readonly<Record<string, number>>;
}
const scored: Scored[] = [];
let waiting: Harmless[] = [];

async function flush(): Promise<void> {
  for (const size of sizes) {
    const some = waiting.filter(({ pixels }) => pixels.width >= size);
    const samples = await Promise.all(
      some.map(async ({ pixels }, i) => ({ key: String(i), pixels: await resized(pixels, size) })),
    );
    const rows: Row[][] = await Promise.all(
      filters.map(async (filter) => [...(await filter.score(samples))]),
    );
    for (const [i, { kind, family, group }] of some.entries())
      scored.push({
        kind,
        family,
        half: halfOf(group),
        size,
        row: Object.assign({}, ...rows.map((all) => all[i])),
      });
  }
  waiting = [];
}
for await (const picture of harmless(part)) if (waiting.push(picture) === 16) await flush();
await flush();

const hard = ({ row }: Scored) => Math.max(row["image_porn"] ?? 0, row["image_hentai"] ?? 0);
const soft = ({ row }: Scored) =>
  (row["image_porn"] ?? 0) + (row["image_hentai"] ?? 0) + (row["image_sexy"] ?? 0);
const percent = (value: number | null) => (100 * (value ?? 0)).toFixed(1);
function rate(all: readonly Scored[], is: (one: Scored) => boolean): string {
  const { k, n, rate: share, low, high } = wilson(all.filter(is).length, all.length);
  return `${k} of ${n}: ${percent(share)} % [${percent(low)}, ${percent(high)}]`;
}

const kinds = [...new Set(scored.map(({ kind }) => kind))];
const cuts = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99];
console.log("\n## max(porn, hentai): harmless pictures at or above a cut, both halves\n");
console.log(`| size | ${cuts.join(" | ")} |\n| --- |${" --- |".repeat(cuts.length)}`);
for (const size of sizes) {
  const all = scored.filter((one) => one.size === size);
  console.log(`| ${size} | ${cuts.map((cut) => rate(all, (one) => hard(one) >= cut)).join(" | ")} |`);
}
console.log("\n## The same at 0.8, by kind\n");
console.log(`| kind | ${sizes.join(" | ")} |\n| --- |${" --- |".repeat(sizes.length)}`);
for (const kind of kinds) {
  const cells = sizes.map((size) => {
    const all = scored.filter((one) => one.size === size && one.kind === kind);
    return all.length === 0 ? "" : rate(all, (one) => hard(one) >= 0.8);
  });
  console.log(`| ${kind} | ${cells.join(" | ")} |`);
}
console.log(
  "\n## The least cut, in steps of 0.01, with at most 1 % false refusals in the calibration half\n",
);
console.log(
  "| signal | family | size | cut | calibration half | report half |\n| --- | --- | --- | --- | --- | --- |",
);
for (const [name, signal] of [
  ["max(porn, hentai)", hard],
  ["porn + hentai + sexy", soft],
] as const)
  for (const family of ["drawings", "photographs"] as const)
    for (const size of sizes) leastCut(name, signal, family, size);

function leastCut(
  name: string,
  signal: (one: Scored) => number,
  family: Harmless["family"],
  size: number,
): void {
  const all = scored.filter((one) => one.size === size && one.family === family);
  const calibration = all.filter(({ half }) => half === "calibration");
  const report = all.filter(({ half }) => half === "report");
  const above = (cut: number) => (one: Scored) => signal(one) >= cut;
  const cut = Array.from({ length: 90 }, (_, i) => (10 + i) / 100).find(
    (one) => calibration.filter(above(one)).length <= 0.01 * calibration.length,
  );
  const cells =
    cut === undefined
      ? ["none", "", ""]
      : [String(cut), rate(calibration, above(cut)), rate(report, above(cut))];
  console.log(`| ${name} | ${family} | ${size} | ${cells.join(" | ")} |`);
}
console.log("\n## Broken pictures: harmless ones that the rules take for flat, noise or burnt out\n");
console.log("| size | flat | noise | burnt out |\n| --- | --- | --- | --- |");
for (const size of sizes) {
  const all = scored.filter((one) => one.size === size);
  const spread = ({ row }: Scored) => row["degenerate_spread"] ?? 0;
  console.log(
    `| ${size} | ${rate(all, (one) => spread(one) < 2)} | ${rate(all, (one) => (one.row["degenerate_noise"] ?? 0) > 0.8 && spread(one) > 10)} | ${rate(all, (one) => (one.row["degenerate_saturated"] ?? 0) > 0.98)} |`,
  );
}
