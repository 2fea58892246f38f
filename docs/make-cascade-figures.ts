import { drawingOf, ownGate } from "../bench/own-gate.ts";
import { loadModel } from "../src/pipelines/generate/load-model.ts";
import type { DrawRequest, ExactStage } from "../src/pipelines/generate/request.ts";
import { generate } from "../src/verbs/generate.ts";

/**
 * Prints the tables of docs/cascade.md: `npm run figures`. Instruments look at the pictures in memory, behind the gate
 * and its filters; no file is written. With `-- --seal` each row is asked for and sealed as well, and the sheets that
 * the page shows are made of what a person released: `sluice gate sheet REQUEST… --out docs/figures/NAME.webp`.
 */
const MODEL = "illustrator";
const SEED = 7;
const texts = [
  "a glossy 3D illustration of a red apple",
  "a glossy 3D illustration of a grinning face",
  "a glossy 3D illustration of a bison",
  "a glossy 3D illustration of a sunrise over mountains",
] as const;
const prompts = texts.map((text) => ({ text })) as unknown as DrawRequest["prompts"];
const { stages } = await loadModel(MODEL);
const drawing = await drawingOf("evaluate", MODEL, prompts, 64);
const context = { now: () => new Date(), emit: () => {}, signal: new AbortController().signal };

type Stages = Readonly<Record<string, ExactStage>>;
type Run = readonly { readonly data: Uint8Array }[];

await sweep(
  "guidance",
  [1, 1.5, 2.5, 4, 7].map((scale) => [`w = ${scale}`, base({ guidance: { scale } })]),
);
await sweep("thresholding", [
  ["none", base({ guidance: { scale: 7 }, thresholding: { kind: "none" } })],
  ["static", base({ guidance: { scale: 7 }, thresholding: { kind: "static" } })],
  [
    "dynamic, p = 0.995, cap 2",
    base({ guidance: { scale: 7 }, thresholding: { kind: "dynamic", percentile: 0.995, cap: 2 } }),
  ],
]);
await sweep(
  "augmentation",
  [0, 50, 150, 300].map((noiseLevel) => [`noise level ${noiseLevel}`, above(noiseLevel)]),
);
await steps();
await drawing.close();

/** The base stage with other settings. */
function base(change: Partial<ExactStage["settings"]>): Stages {
  const [first] = stages;
  if (first === undefined) throw new Error(`Cannot draw: ${MODEL} has no stage`);
  return { [first.id]: { settings: { ...first.settings, ...change } } };
}

/** The stage above with another noise over the image below. */
function above(noiseLevel: number): Stages {
  const second = stages[1];
  if (!second?.lowRes) throw new Error(`Cannot draw: ${MODEL} has no second stage`);
  return { [second.id]: { settings: second.settings, lowRes: { ...second.lowRes, noiseLevel } } };
}

function requestOf(exactly: Stages): DrawRequest {
  const common = { n: 1, seed: SEED, rng: "philox", device: "cpu", threads: 2, overrides: {} } as const;
  return { ...common, prompts, exactly };
}

async function run(exactly: Stages): Promise<Run> {
  const pictures = [];
  for await (const outcome of drawing.draw(0, requestOf(exactly), context))
    if (outcome.kind === "done") pictures[outcome.image] = outcome.pixels;
  return pictures;
}

/** One row of pictures per setting, one column per prompt; saturation per row. */
async function sweep(name: string, rows: readonly (readonly [string, Stages])[]): Promise<void> {
  console.log(`\n${name}: rows of figures/${name}.webp, top to bottom`);
  const requests: string[] = [];
  for (const [label, exactly] of rows) {
    console.log(`| ${label} | ${(100 * clipped(await run(exactly))).toFixed(1)} % |`);
    if (process.argv.includes("--seal")) requests.push(...(await sealed(exactly)));
  }
  if (requests.length > 0)
    console.log(
      `once a person passed and released them: sluice gate sheet ${requests.join(" ")} --out docs/figures/${name}.webp`,
    );
}

/** Asks the gate for a row. @returns its requests */
async function sealed(exactly: Stages): Promise<readonly string[]> {
  const request = { ...requestOf(exactly), model: MODEL };
  const { asked } = await generate(ownGate, { from: "prompts", request }, context);
  return asked.flatMap((one) => one.request ?? []);
}

/** How far few steps are from a hundred, per sampler: root mean square over the pictures' bytes. */
async function steps(): Promise<void> {
  console.log("\nsteps: distance to the same sampler's 100 steps, of 255");
  for (const sampler of ["ddim", "dpm-solver++-2m", "euler"] as const) {
    const at = (count: number) => run(base({ sampler, steps: count, clippedOutput: true }));
    const far = await at(100);
    const cells = [];
    for (const count of [5, 10, 20, 40]) cells.push(distance(await at(count), far).toFixed(1));
    console.log(`| ${sampler} | ${cells.join(" | ")} |`);
  }
}

/** Share of the pictures' values at either end, white ground aside. */
function clipped(pictures: Run): number {
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

function distance(a: Run, b: Run): number {
  let [sum, n] = [0, 0];
  for (const [i, picture] of a.entries())
    for (const [j, value] of picture?.data.entries() ?? []) {
      sum += (value - (b[i]?.data[j] ?? 0)) ** 2;
      n++;
    }
  return Math.sqrt(sum / n);
}
