import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { type BenchRun, type Change, openCascade } from "../bench/cascade-run.ts";

/** Draws the figures of docs/cascade.md and prints its tables: `npm run figures`. */
const MODEL = "illustrator";
const SEED = 7;
const prompts = [
  "a glossy 3D illustration of a red apple",
  "a glossy 3D illustration of a grinning face",
  "a glossy 3D illustration of a bison",
  "a glossy 3D illustration of a sunrise over mountains",
];
const folder = join(import.meta.dirname, "figures");
const cascade = await openCascade(MODEL, 2);
await mkdir(folder, { recursive: true });

const base = (change: (settings: Parameters<NonNullable<Change["settings"]>>[0]) => object): Change => ({
  settings: (settings, stage) => (stage === "base" ? { ...settings, ...change(settings) } : settings),
});

await sweep(
  "guidance",
  [1, 1.5, 2.5, 4, 7].map((scale) => [`w = ${scale}`, base(() => ({ guidance: { scale } }))]),
);
await sweep("thresholding", [
  ["none", base(() => ({ guidance: { scale: 7 }, thresholding: { kind: "none" } }))],
  ["static", base(() => ({ guidance: { scale: 7 }, thresholding: { kind: "static" } }))],
  [
    "dynamic, p = 0.995, cap 2",
    base(() => ({ guidance: { scale: 7 }, thresholding: { kind: "dynamic", percentile: 0.995, cap: 2 } })),
  ],
]);
await sweep(
  "augmentation",
  [0, 50, 150, 300].map((noiseLevel) => [`noise level ${noiseLevel}`, { noiseLevel }]),
);
await steps();
await cascade.close();

/** One row of pictures per setting, one column per prompt; saturation per row. */
async function sweep(name: string, rows: readonly (readonly [string, Change])[]): Promise<void> {
  console.log(`\n${name}: rows of figures/${name}.webp, top to bottom`);
  const runs = [];
  for (const [label, change] of rows) {
    const run = await cascade.run(prompts, SEED, change);
    runs.push(run);
    console.log(`| ${label} | ${(100 * clipped(run)).toFixed(1)} % |`);
  }
  await sheet(
    join(folder, `${name}.webp`),
    runs.map(({ pictures }) => pictures),
  );
}

/** How far few steps are from a hundred, per sampler: root mean square over the pictures' bytes. */
async function steps(): Promise<void> {
  console.log("\nsteps: distance to the same sampler's 100 steps, of 255");
  for (const sampler of ["ddim", "dpm-solver++-2m", "euler"] as const) {
    const at = (count: number) =>
      cascade.run(
        prompts,
        SEED,
        base(() => ({ sampler, steps: count, clippedOutput: true })),
      );
    const far = await at(100);
    const cells = [];
    for (const count of [5, 10, 20, 40]) cells.push(distance(await at(count), far).toFixed(1));
    console.log(`| ${sampler} | ${cells.join(" | ")} |`);
  }
}

/** Share of the pictures' values at either end, white ground aside. */
function clipped({ pictures }: BenchRun): number {
  let [ends, all] = [0, 0];
  for (const { data } of pictures)
    for (let i = 0; i < data.length; i += 3) {
      const rgb = [data[i], data[i + 1], data[i + 2]] as [number, number, number];
      if (Math.min(...rgb) >= 244) continue;
      all += 3;
      ends += rgb.filter((value) => value === 0 || value === 255).length;
    }
  return ends / Math.max(1, all);
}

function distance(a: BenchRun, b: BenchRun): number {
  let [sum, n] = [0, 0];
  for (const [i, { data }] of a.pictures.entries())
    for (const [j, value] of data.entries()) {
      sum += (value - (b.pictures[i]?.data[j] ?? 0)) ** 2;
      n++;
    }
  return Math.sqrt(sum / n);
}

async function sheet(path: string, rows: readonly BenchRun["pictures"][]): Promise<void> {
  const side = rows[0]?.[0]?.width ?? 0;
  const parts = rows.flatMap((pictures, y) =>
    pictures.map(({ data, width, height }, x) => ({
      input: Buffer.from(data),
      raw: { width, height, channels: 3 as const },
      left: x * side,
      top: y * side,
    })),
  );
  await sharp({
    create: { width: side * prompts.length, height: side * rows.length, channels: 3, background: "#fff" },
  })
    .composite(parts)
    .webp({ quality: 85 })
    .toFile(path);
}
