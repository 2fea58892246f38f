import { openCascade } from "./cascade-run.ts";

/**
 * The cascade's arithmetic around its networks: the share of wall time outside the networks' calls (goal: at
 * most 3 %), batches of 1, 4 and 16 images, guidance in one call against two, and threads, side by side:
 * `npm run bench:cascade`.
 */
const MODEL = process.argv[2] ?? "illustrator";
const ROUNDS = 3;
const prompts = (n: number) => Array.from({ length: n }, () => "a glossy 3D illustration of a red apple");

const say = (name: string, seconds: number, more = "") =>
  console.log(`${name.padEnd(34)} ${seconds.toFixed(2).padStart(7)} s ${more}`);

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

for (const threads of [1, 2]) {
  const cascade = await openCascade(MODEL, threads);
  await cascade.run(prompts(1), 0);
  for (const n of [1, 4, 16]) {
    const runs = [];
    for (let round = 0; round < ROUNDS; round++) runs.push(await cascade.run(prompts(n), round));
    const seconds = median(runs.map((run) => run.seconds));
    const outside = median(runs.map((run) => 1 - run.networkSeconds / run.seconds));
    say(
      `${n} image${n === 1 ? "" : "s"}, ${threads} thread${threads === 1 ? "" : "s"}`,
      seconds,
      `${(seconds / n).toFixed(2)} s an image, ${(100 * outside).toFixed(1)} % outside the networks`,
    );
  }
  await cascade.close();
}

// Two calls are what a guided step would cost if its halves were not joined: twice the unguided run.
const cascade = await openCascade(MODEL, 2);
const guided = [];
const apart = [];
for (let round = 0; round < ROUNDS; round++) {
  guided.push((await cascade.run(prompts(4), round)).seconds);
  const off = await cascade.run(prompts(4), round, {
    settings: (settings) => ({ ...settings, guidance: { scale: 1 } }),
  });
  apart.push(off.seconds);
}
const [joined, plain] = [median(guided), median(apart)];
say("4 images, guided, one call a step", joined, `${(joined / plain).toFixed(2)} × the unguided run`);
say("4 images, unguided", plain);
await cascade.close();
