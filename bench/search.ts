/**
 * A search by meaning over the vectors of 1,000,000 captions, warm, and what it holds in memory:
 *
 *     npm run bench:search
 *
 * Seconds are of the one core that a search takes: what else runs on the machine slows the clock, not the search.
 */
import { nearest } from "../src/looking/meaning/nearest.ts";
import { inBytes, type Vectors } from "../src/looking/meaning/vectors.ts";

const COUNT = 1_000_000;
const WIDTH = 384;
const SECONDS = 1;
const MIB = 600;

/** Numbers in [−1, 1) that are the same each time (xorshift). */
let state = 88_675_123;
function next(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return state / 2_147_483_648;
}

const bytes = new Int8Array(COUNT * WIDTH);
for (let i = 0; i < bytes.length; i++) bytes[i] = Math.round(127 * next());
const vectors: Vectors = {
  ...{ width: WIDTH, count: COUNT, bytes },
  rows: Int32Array.from({ length: COUNT }, (_, i) => i),
  scales: new Float32Array(COUNT).fill(1 / (73 * Math.sqrt(WIDTH))),
  shards: [{ name: "00000", from: 0, to: COUNT }],
};
const wanted = (index: number) =>
  Float32Array.from(bytes.subarray(index * WIDTH, (index + 1) * WIDTH), (value) => value / 127);

nearest(vectors, wanted(0), 500);
const times: number[] = [];
const clock: number[] = [];
for (const index of [1, 250_000, 500_000, 750_000, 999_999]) {
  const start = performance.now();
  const used = process.cpuUsage();
  const [first] = nearest(vectors, wanted(index), 500);
  const { user, system } = process.cpuUsage(used);
  times.push((user + system) / 1e6);
  clock.push((performance.now() - start) / 1000);
  if (first?.index !== index) throw new Error(`wanted ${index} first, got ${first?.index}`);
}
inBytes(wanted(0));
const middle = (all: readonly number[]) => all.toSorted((a, b) => a - b)[2] ?? 0;
const median = middle(times);
const held = process.memoryUsage().rss / 2 ** 20;
console.log(
  `${COUNT.toLocaleString("en")} vectors of ${WIDTH}: median of ${times.length} warm searches ${median.toFixed(2)} s of a core (goal ${SECONDS}), ${middle(clock).toFixed(2)} s by the clock; ${Math.round(held)} MiB held (goal ${MIB})`,
);
if (median > SECONDS || held > MIB) process.exitCode = 1;
