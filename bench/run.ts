import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { limits } from "./limits.ts";
import { measureMemory } from "./memory.ts";
import type { BenchModel } from "./models.ts";
import { packTar, sourcePairs } from "./pack.ts";
import { memoryTable, modelTable, page } from "./page.ts";
import { isQuiet, playRound, type Round, type Sizes } from "./round.ts";

/** What runs by default first. */
const sizes: Readonly<Record<BenchModel, Sizes>> = {
  panel: { pipeline: 512, cpuSum: 96, wasm: 24, transformers: 96, python: 256 },
  "nsfw-mobilenet-v2-mid": { pipeline: 512, cpuSum: 96, wasm: 24, transformers: 96, python: 384 },
  "nsfw-mobilenet-v2": { pipeline: 1244, cpuSum: 192, wasm: 40, transformers: 128, python: 512 },
  "open-nsfw": { pipeline: 384, cpuSum: 64, wasm: 0, transformers: 0, python: 256 },
  "nsfw-inception-v3": { pipeline: 256, cpuSum: 48, wasm: 6, transformers: 24, python: 96 },
};

async function main(write: boolean, wanted: number, share: number, only: readonly string[]): Promise<void> {
  const pairs = await sourcePairs();
  if (pairs.length === 0) {
    console.log("The benchmark reads ../shared/data/pairs/openstax, which is not here: nothing measured.");
    return;
  }
  const cores = availableParallelism();
  const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
  try {
    const tar = join(folder, "openstax.tar");
    await packTar(pairs, pairs.length, tar);
    const tables = [machine(cores)];
    console.log(tables[0]);
    for (const [model, size] of Object.entries(sizes) as [BenchModel, Sizes][]) {
      if (only.length > 0 && !only.includes(model)) continue;
      const rounds = await quietRounds(wanted, () => playRound(tar, model, parted(size, share), cores));
      tables.push(modelTable(model, rounds, cores));
      console.log(`\n${tables.at(-1)}`);
    }
    // Ten thousand pairs take minutes: a short run leaves memory out.
    if (share === 1) {
      tables.push(memoryTable(await measureMemory(pairs, folder)));
      console.log(`\n${tables.at(-1)}`);
    }
    if (write) await writeFile(join(import.meta.dirname, "../docs/benchmarks.md"), page(tables, limits));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A part of each contender's images, for a machine with little time. */
function parted(size: Sizes, share: number): Sizes {
  const of = (count: number) => Math.ceil(count * share);
  const { pipeline, cpuSum, wasm, transformers, python } = size;
  return {
    ...{ pipeline: of(pipeline), cpuSum: of(cpuSum), wasm: of(wasm) },
    ...{ transformers: of(transformers), python: of(python) },
  };
}

/** The `wanted` quietest rounds: disturbed ones are played again, up to twice as many in all. */
async function quietRounds(wanted: number, play: () => Promise<Round>): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  while (rounds.length < 2 * wanted && rounds.filter(isQuiet).length < wanted) rounds.push(await play());
  return rounds.sort((a, b) => a.others - b.others).slice(0, wanted);
}

function machine(cores: number): string {
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  const model = cpus()[0]?.model ?? "unknown CPU";
  return `Machine: ${cores} × ${model}, ${gigabytes} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}

const { values } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    rounds: { type: "string", default: "3" },
    share: { type: "string", default: "1" },
    // Where time is short: some models alone, as `panel,nsfw-mobilenet-v2`.
    models: { type: "string", default: "" },
  },
});
const only = values.models.split(",").filter(Boolean);
const odd = only.find((name) => !(name in sizes));
if (odd !== undefined) {
  console.error(`Cannot measure "${odd}": wanted ${Object.keys(sizes).join(", ")}`);
  process.exit(2);
}
const share = Math.min(1, Number(values.share) || 1);
await main(values.write, Math.max(1, Number(values.rounds) || 1), share, only);
