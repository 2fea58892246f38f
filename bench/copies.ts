/**
 * How near pictures that were never trained on come to a training set's perceptual hashes, and how far altered copies
 * of trained ones move from them: `npm run bench:copies` prints the tables of docs/output-filters.md.
 *
 * The index is illustrator's `training.phash` (all of the curated illustrations) without the concepts of the dataset's
 * test split, whose pictures then play those that were never trained on.
 */
import { readFile } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import { type PairPlan, planPairs } from "../datasets/illustrations/pairs.ts";
import { drawPicture } from "../datasets/illustrations/picture.ts";
import { share } from "../datasets/illustrations/share.ts";
import { decodeHashIndex, encodeHashIndex, perceptualHash, trainingCopies } from "../filters/index.ts";
import type { Pixels } from "../models/index.ts";
import { wilson } from "../src/statistics/wilson.ts";
import { halfOf, raw } from "./harmless.ts";

const COPIES = 300;
const plans = await planPairs();
const shipped = decodeHashIndex(await readFile("models/illustrator/training.phash"), "training.phash");
const unseen = plans.filter(({ split }) => split === "test");
const trained = plans
  .filter(({ split, source }) => split === "train" && source.style === "fluent-3d")
  .sort((a, b) => share("copies", a.key) - share("copies", b.key));

const unseenHashes = new Set<string>();
const unseenPictures: { readonly plan: PairPlan; readonly pixels: Pixels }[] = [];
for (const plan of unseen) {
  const pixels = await draw(plan);
  const hash = perceptualHash(pixels);
  if (hash === null) continue;
  unseenHashes.add(hash);
  // Skin tones of one picture are nearly one picture: one stands for all.
  if (plan.emoji.skinTones.length === 0) unseenPictures.push({ plan, pixels });
}
const kept = [...shipped.upper].flatMap((upper, i) => {
  const hash = [upper, shipped.lower[i] ?? 0].map((word) => word.toString(16).padStart(8, "0")).join("");
  return unseenHashes.has(hash) ? [] : [hash];
});
const index = decodeHashIndex(encodeHashIndex(kept, shipped), "without the test split");
const filter = trainingCopies(index);
const known = new Set(kept);

const copies: { readonly plan: PairPlan; readonly pixels: Pixels }[] = [];
for (const plan of trained) {
  if (copies.length >= COPIES) break;
  const pixels = await draw(plan);
  if (known.has(perceptualHash(pixels) ?? "")) copies.push({ plan, pixels });
}

const alterations: Readonly<Record<string, (image: Sharp, n: number) => Sharp | Promise<Sharp>>> = {
  "as it is": (image) => image,
  mirrored: (image) => image.flop(),
  "JPEG 75": async (image) => sharp(await image.jpeg({ quality: 75 }).toBuffer()),
  "half the size": (image) => image.resize(128, 128),
  "32 pixels": (image) => image.resize(32, 32),
  "cropped by 5 %": (image, n) => crop(image, 243, n),
  "cropped by 10 %": (image, n) => crop(image, 230, n),
  "brighter, less colour": (image) => image.modulate({ brightness: 1.1, saturation: 0.8 }),
  "turned by 5°": async (image) =>
    sharp(await image.rotate(5, { background: "#fff" }).png().toBuffer()).resize(256, 256),
};

function crop(image: Sharp, side: number, n: number): Sharp {
  const free = 256 - side;
  return image.extract({ left: (n * 7) % (free + 1), top: (n * 5) % (free + 1), width: side, height: side });
}

const distances = new Map<string, { readonly half: string; readonly distance: number }[]>();
async function measure(name: string, pixels: Pixels, concept: string): Promise<void> {
  const [row] = await filter.score([{ key: "", pixels }]);
  const distance = Number(row?.["nearest_training"] ?? 64);
  const list = distances.get(name) ?? [];
  list.push({ half: halfOf(concept), distance });
  distances.set(name, list);
}
for (const { plan, pixels } of unseenPictures)
  await measure(`never trained on, ${plan.source.style}`, pixels, plan.emoji.concept);
for (const [n, { plan, pixels }] of copies.entries())
  for (const [name, alter] of Object.entries(alterations)) {
    const image = sharp(pixels.data, { raw: { width: 256, height: 256, channels: 3 } });
    await measure(name, await raw(await alter(image, n)), plan.emoji.concept);
  }

const ends = [0, 1, 2, 3, 4, 6, 8, 10, 12];
const percent = (value: number | null) => (100 * (value ?? 0)).toFixed(1);
console.log(
  `${kept.length} hashes; ${unseenPictures.length} pictures never trained on, ${copies.length} copies\n`,
);
console.log(
  `| | half | n | ${ends.map((end) => `≤ ${end}`).join(" | ")} |\n| --- | --- | --- |${" --- |".repeat(ends.length)}`,
);
for (const [name, list] of distances)
  for (const half of ["calibration", "report"]) {
    const own = list.filter((one) => one.half === half);
    const cells = ends.map((end) => {
      const { rate, low, high } = wilson(own.filter(({ distance }) => distance <= end).length, own.length);
      return `${percent(rate)} [${percent(low)}, ${percent(high)}]`;
    });
    console.log(`| ${name} | ${half} | ${own.length} | ${cells.join(" | ")} |`);
  }

async function draw({ original }: PairPlan): Promise<Pixels> {
  const png = (await drawPicture(await original(), [256])).get(256);
  if (!png) throw new Error("Cannot draw: the original has fewer than 256 pixels");
  return raw(sharp(png));
}
