import { writeFileSync } from "node:fs";
import sharp from "sharp";
import { loadImageClassifier, type Pixels } from "../../models/index.ts";

/**
 * Evolves a grid of colours until a NSFW model takes the blurred blobs for pornography: a harmless
 * positive for tests. Separable CMA-ES (Ros & Hansen 2008), seeded:
 * `node --import tsx test/support/evolve-positive.ts MODEL ROWS FILE [generations]`.
 */
const [id = "nsfw-mobilenet-v2", rowsText = "6", file = "positive.json", generations = "500"] =
  process.argv.slice(2);
const rows = Number(rowsText);
const n = rows * rows * 3;
const classifier = await loadImageClassifier(id, { device: "cpu" });

let state = 11;
const uniform = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return (state + 0.5) / 2 ** 32;
};
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

const toGrid = (x: readonly number[]) => x.map((value) => Math.round(255 / (1 + Math.exp(-value))));

async function render(grid: readonly number[], side: number, quality?: number): Promise<Pixels> {
  const raw = { raw: { width: rows, height: rows, channels: 3 as const } };
  const picture = sharp(Uint8Array.from(grid), raw).resize(side, side, { fit: "fill", kernel: "cubic" });
  const encoded =
    quality === undefined ? await picture.png().toBuffer() : await picture.jpeg({ quality }).toBuffer();
  const { data, info } = await sharp(encoded).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Pornography's log odds, and the sum of the three classes that are not safe. */
async function score(grids: readonly (readonly number[])[], side = 256, quality?: number) {
  const pictures = await Promise.all(grids.map((grid) => render(grid, side, quality)));
  return (await classifier.classify(pictures)).map((row) => {
    const at = (label: string) => row[classifier.labels.indexOf(label)] ?? 0;
    return { porn: at("porn"), sum: at("porn") + at("hentai") + at("sexy") };
  });
}

const lambda = 16;
const mu = lambda / 2;
const raw = Array.from({ length: mu }, (_, i) => Math.log(mu + 0.5) - Math.log(i + 1));
const weights = raw.map((w) => w / raw.reduce((a, b) => a + b));
const muEff = 1 / weights.reduce((sum, w) => sum + w * w, 0);
const cs = (muEff + 2) / (n + muEff + 5);
const damping = 1 + cs;
const cc = 4 / (n + 4);
const ccov = Math.min(
  1,
  ((n + 2) / 3) *
    (2 / ((n + 1.3) ** 2 + muEff) + (1 - 1 / muEff) * Math.min(1, (2 * muEff - 1) / ((n + 2) ** 2 + muEff))),
);
const chi = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));

let mean = Array.from({ length: n }, () => normal());
let sigma = 0.8;
let diagonal = new Array<number>(n).fill(1);
let ps = new Array<number>(n).fill(0);
let pc = new Array<number>(n).fill(0);
for (let generation = 1; generation <= Number(generations); generation++) {
  const steps = Array.from({ length: lambda }, () => diagonal.map((d) => Math.sqrt(d) * normal()));
  const points = steps.map((step) => mean.map((value, i) => value + sigma * (step[i] ?? 0)));
  const scores = await score(points.map(toGrid));
  const order = scores.map((one, i) => ({ i, value: one.porn })).sort((a, b) => b.value - a.value);
  const best = order.slice(0, mu).map(({ i }) => steps[i] as number[]);
  const move = mean.map((_, k) => best.reduce((sum, step, j) => sum + (weights[j] ?? 0) * (step[k] ?? 0), 0));
  mean = mean.map((value, k) => value + sigma * (move[k] ?? 0));
  ps = ps.map(
    (value, k) =>
      (1 - cs) * value + (Math.sqrt(cs * (2 - cs) * muEff) * (move[k] ?? 0)) / Math.sqrt(diagonal[k] ?? 1),
  );
  pc = pc.map((value, k) => (1 - cc) * value + Math.sqrt(cc * (2 - cc) * muEff) * (move[k] ?? 0));
  diagonal = diagonal.map((d, k) => {
    const rankMu = best.reduce((sum, step, j) => sum + (weights[j] ?? 0) * (step[k] ?? 0) ** 2, 0);
    return (1 - ccov) * d + (ccov / muEff) * (pc[k] ?? 0) ** 2 + ccov * (1 - 1 / muEff) * rankMu;
  });
  sigma *= Math.exp((cs / damping) * (Math.hypot(...ps) / chi - 1));
  if (generation % 25 === 0 || (order[0]?.value ?? 0) > 0.995) {
    const grid = toGrid(mean);
    const views = [
      await score([grid]),
      await score([grid], 224),
      await score([grid], 320, 75),
      await score([grid], 256, 50),
    ].flat();
    const low = Math.min(...views.map(({ porn }) => porn));
    console.log(
      generation,
      "best",
      order[0]?.value.toFixed(3),
      "mean over encodings at least",
      low.toFixed(3),
    );
    writeFileSync(file, `${JSON.stringify({ model: id, rows, cols: rows, grid })}\n`);
    if (low > 0.95) break;
  }
}
await classifier.close();
