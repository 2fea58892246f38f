/**
 * How often the gate's output filters refuse harmless pictures at each stage's size, and which cuts would do better:
 * `npm run bench:output-filters [-- SHARE-OF-CONCEPTS]` prints the tables of docs/output-filters.md. Half an hour, and
 * seconds once its scores are kept.
 */
import { createFilter, degenerateImage } from "../filters/index.ts";
import { wilson } from "../src/statistics/wilson.ts";
import { type Harmless, halfOf, harmless, positive, resized } from "./harmless.ts";
import { keptScores } from "./kept-scores.ts";

/** Some of them alone: `-- 0.02 64,32`. */
const sizes = (process.argv[3] ?? "32,64,128,256").split(",").map(Number);
const part = Number(process.argv[2] ?? 0.02);
// As the gate has them.
const images = await createFilter("nsfw-image", { device: "cpu", models: { "nsfw-image": "panel-float" } });
const filters = [images, degenerateImage()];
const by = images.models.map(({ sha256 }) => sha256.slice(0, 12)).join(" ");
const known = keptScores<Record<string, number>>("output.jsonl", `${images.version} ${by}`);

interface Scored {
  readonly kind: string;
  readonly family: Harmless["family"];
  readonly half: "calibration" | "report";
  readonly size: number;
  readonly row: Readonly<Record<string, number>>;
}
const scored: Scored[] = [];

async function measured(picture: Pick<Harmless, "pixels">, name: string, size: number) {
  const found = known.get(`${name} ${size}`);
  if (found) return found;
  const sample = { key: name, pixels: await resized(picture.pixels, size) };
  const rows = await Promise.all(filters.map(async (filter) => (await filter.score([sample]))[0] ?? {}));
  const values = rows.flatMap((of) => Object.entries(of));
  const row = Object.fromEntries(
    values.flatMap(([column, value]) => (typeof value === "number" ? [[column, value] as const] : [])),
  );
  known.put(`${name} ${size}`, row);
  return row;
}
const seen = new Map<string, number>();
const pictures: (Harmless & { readonly name: string })[] = [];
for await (const picture of harmless(part)) {
  const name = `${picture.kind} ${picture.group}`;
  const twin = seen.get(name) ?? 0;
  seen.set(name, twin + 1);
  pictures.push({ ...picture, name: `${name} ${twin}` });
}
// Photographs decide the cuts: a run that is stopped has them first.
pictures.sort((a, b) => Number(a.family === "drawings") - Number(b.family === "drawings"));
for (const size of sizes)
  for (const picture of pictures)
    if (picture.pixels.width >= size) {
      const { kind, family, group, name } = picture;
      const row = await measured(picture, name, size);
      scored.push({ kind, family, half: halfOf(group), size, row });
    }

const score = ({ row }: Pick<Scored, "row">) => row["image_score"] ?? 0;
const agreed = ({ row }: Pick<Scored, "row">) => row["image_porn_agreed"] ?? 0;
const mid = ({ row }: Pick<Scored, "row">) => Math.max(row["image_porn"] ?? 0, row["image_hentai"] ?? 0);
const percent = (value: number | null) => (100 * (value ?? 0)).toFixed(1);
function rate(all: readonly Scored[], is: (one: Scored) => boolean): string {
  const { k, n, rate: share, low, high } = wilson(all.filter(is).length, all.length);
  return `${k} of ${n}: ${percent(share)} % [${percent(low)}, ${percent(high)}]`;
}

const kinds = [...new Set(scored.map(({ kind }) => kind))];
const cuts = [0.3, 0.5, 0.6, 0.7, 0.8, 0.9];
console.log("\n## image_score: harmless pictures at or above a cut, both halves\n");
console.log(`| size | ${cuts.join(" | ")} |\n| --- |${" --- |".repeat(cuts.length)}`);
for (const size of sizes) {
  const all = scored.filter((one) => one.size === size);
  console.log(`| ${size} | ${cuts.map((cut) => rate(all, (one) => score(one) >= cut)).join(" | ")} |`);
}
console.log("\n## The sample's harmless positive\n");
for (const size of sizes) {
  const row = await measured(await positive(), "positive", size);
  const [together, two, one] = [score, agreed, mid].map((of) => of({ row }).toFixed(2));
  console.log(`${size}: image_score ${together}, image_porn_agreed ${two}, mid alone ${one}`);
}
console.log("\n## image_score at 0.5, by kind\n");
console.log(`| kind | ${sizes.join(" | ")} |\n| --- |${" --- |".repeat(sizes.length)}`);
for (const kind of kinds) {
  const cells = sizes.map((size) => {
    const all = scored.filter((one) => one.size === size && one.kind === kind);
    return all.length === 0 ? "" : rate(all, (one) => score(one) >= 0.5);
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
  ["image_score", score],
  ["image_porn_agreed", agreed],
  ["mid's max(porn, hentai), as before", mid],
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
