import { largeRun } from "./cascade-large.ts";
import { type BenchRun, openCascade } from "./cascade-run.ts";
import { gigaMacs } from "./convolutions.ts";

/**
 * The cascade's arithmetic around its networks: the share of time outside the networks' calls (goal: at most 3 %) on
 * the wall clock and of the processor's time, for batches of 1, 4 and 16 images and for larger networks; guidance in
 * one call against two; threads. Side by side: `npm run bench:cascade`.
 */
const MODEL = process.argv[2] ?? "illustrator";
const ROUNDS = 3;
const PROMPT = "a glossy 3D illustration of a red apple";

const say = (name: string, seconds: number, more = "") =>
  console.log(`${name.padEnd(34)} ${seconds.toFixed(2).padStart(7)} s  ${more}`);

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function outside(runs: readonly BenchRun[]): string {
  const wall = median(runs.map((run) => 1 - run.networkSeconds / run.seconds));
  const used = median(runs.map(({ processor }) => 1 - processor.networkSeconds / processor.seconds));
  return `outside the networks ${percent(wall)} of the time, ${percent(used)} of the processor's`;
}

for (const threads of [1, 2]) {
  const cascade = await openCascade(MODEL, PROMPT, threads);
  await cascade.run(1, 0);
  for (const n of [1, 4, 16]) {
    const runs = [];
    for (let round = 0; round < ROUNDS; round++) runs.push(await cascade.run(n, round));
    const seconds = median(runs.map((run) => run.seconds));
    say(
      `${n} image${n === 1 ? "" : "s"}, ${threads} thread${threads === 1 ? "" : "s"}`,
      seconds,
      `${(seconds / n).toFixed(2)} s an image, ${outside(runs)}`,
    );
  }
  await cascade.close();
}

for (const channels of [64, 128]) {
  const size = { side: 64, channels, layers: 8 };
  const runs = [];
  for (let round = 0; round < ROUNDS; round++) runs.push(await largeRun(size, 1));
  say(
    `64 × 64, ${gigaMacs(size).toFixed(1)} GMAC a row, guided`,
    median(runs.map(({ seconds }) => seconds)),
    `1 image, 1 thread, ${outside(runs)}`,
  );
}

// Alternating, so that a change of the machine's load meets both.
for (const threads of [1, 2]) {
  const cascade = await openCascade(MODEL, PROMPT, threads);
  for (const n of [1, 4]) {
    const pairs = [];
    for (let round = 0; round < 2 * ROUNDS; round++) {
      const joined = await cascade.run(n, round);
      pairs.push([joined.seconds, (await cascade.run(n, round, { apart: true })).seconds] as const);
    }
    const ratio = median(pairs.map(([joined, apart]) => apart / joined));
    const words = `${n} image${n === 1 ? "" : "s"}, ${threads} thread${threads === 1 ? "" : "s"}`;
    say(`${words}, guidance in one call`, median(pairs.map(([joined]) => joined)));
    say(`${words}, in two`, median(pairs.map(([, apart]) => apart)), `${ratio.toFixed(2)} × as long`);
  }
  await cascade.close();
}
