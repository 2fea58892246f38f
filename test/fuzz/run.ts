import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { draws, mutated } from "./mutate.ts";
import { fuzzSeeds, type Seed } from "./seeds.ts";
import { Tries } from "./tries.ts";

/**
 * `npm run fuzz -- --minutes 5 --inputs 5000 --seed 7 --only 1234`: the corpus, then mutated inputs, for so long and so many
 * at most, or however long so many take; exit code 1 where one fails.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: "string" },
    inputs: { type: "string", default: "Infinity" },
    seed: { type: "string" },
    only: { type: "string" },
  },
});
const seed = Number(values.seed ?? Date.now() % 1e6);
const inputs = Number(values.inputs);
const minutes = Number(values.minutes ?? (Number.isFinite(inputs) ? "Infinity" : "1"));
if (!Number.isFinite(seed) || !(minutes > 0) || !(inputs > 0)) {
  console.error(
    `Cannot fuzz: wanted numbers, got --minutes ${values.minutes} --inputs ${values.inputs} --seed ${values.seed}`,
  );
  process.exit(2);
}

const corpus = "test/fuzz/corpus";
const scratch = mkdtempSync(join(tmpdir(), "sluice-fuzz-"));
const tries = new Tries();
let [tried, failed] = [0, 0];
/** The corpus by kind: `dataset-<digest>-<name>`. */
for (const name of readdirSync(corpus)
  .filter((one) => !one.endsWith(".md"))
  .sort())
  report(name, await tries.try(name.split("-")[0] as Seed["kind"], join(corpus, name)));

const seeds = await fuzzSeeds();
const end = performance.now() + minutes * 60_000;
const first = Number(values.only ?? 0);
const goesOn = (nth: number) =>
  values.only === undefined ? nth < inputs && performance.now() < end : nth === first;
for (let nth = first; goesOn(nth); nth++) {
  const draw = draws(seed * 1_000_003 + nth);
  const one = seeds[Math.floor(draw() * seeds.length)] as Seed;
  const alike = seeds.filter(({ kind }) => kind === one.kind);
  const bytes = mutated(one.bytes, (alike[Math.floor(draw() * alike.length)] as Seed).bytes, draw);
  const folder = join(scratch, String(nth));
  mkdirSync(folder);
  const path = join(folder, one.kind === "image" ? "image" : one.name);
  writeFileSync(path, bytes);
  const wrong = await tries.try(one.kind, path);
  report(`--seed ${seed} --only ${nth} (${one.name})`, wrong);
  if (wrong !== undefined && bytes.length < 64 * 1024) {
    const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
    writeFileSync(
      join(corpus, `${one.kind}-${digest}-${one.name.replaceAll(/[^\w.]+/gu, "_")}`),
      readFileSync(path),
    );
  }
  rmSync(folder, { recursive: true, force: true });
}
tries.end();
rmSync(scratch, { recursive: true, force: true });
console.log(`${tried} inputs tried with --seed ${seed}, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function report(name: string, wrong: string | undefined): void {
  tried++;
  if (wrong === undefined) return;
  failed++;
  console.error(`FAILED ${name}: ${wrong}`);
}
