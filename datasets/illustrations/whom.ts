/**
 * Whom policies keep: pairs of an audited run by what their records state of the people in them. For
 * docs/illustrations.md, once `curate.sh` has run.
 *
 *     node --import tsx datasets/illustrations/whom.ts datasets/illustrations/shards/256 runs/illustrations POLICY…
 */
import { execFile } from "node:child_process";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { openDataset } from "../open.ts";
import { isTrouble } from "../pair.ts";

type Meta = Readonly<Record<string, unknown>>;

/** Groups in the order of the table; a pair may be in several. */
const groups: readonly (readonly [string, (meta: Meta) => boolean])[] = [
  ["names women", ({ gender }) => gender === "female"],
  ["names men", ({ gender }) => gender === "male"],
  ["names both", ({ gender }) => gender === "both"],
  ["people, no gender named", ofAnybody],
  ["… drawn by OpenMoji", (meta) => ofAnybody(meta) && meta["style"] === "openmoji"],
  ...["light", "medium-light", "medium", "medium-dark", "dark"].map(
    (tone) => [`${tone} skin tone`, (meta: Meta) => String(meta["skin_tones"]) === tone] as const,
  ),
  ["two skin tones", ({ skin_tones }) => Array.isArray(skin_tones) && skin_tones.length === 2],
  ["no people", ({ group }) => group !== "people-body"],
];

/** Hands and other parts of a body count as people. */
function ofAnybody({ group, gender }: Meta): boolean {
  return group === "people-body" && gender === null;
}

/** Keys of the pairs that a policy keeps. */
async function keptBy(run: string, policy: string): Promise<ReadonlySet<unknown>> {
  const cli = join(import.meta.dirname, "../../src/cli/sluice.cjs");
  const words = [cli, "decide", run, "--policy", policy, "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  const decisions: string = JSON.parse(stdout).file;
  const file = await asyncBufferFromFile(join(run, decisions));
  const rows = await parquetReadObjects({ file, compressors, columns: ["key", "action"] });
  return new Set(rows.filter(({ action }) => action === "keep").map(({ key }) => key));
}

/** Pairs by group: all, then those in each of `kept`. */
async function count(uri: string, kept: readonly ReadonlySet<unknown>[]) {
  const counts = groups.map(() => [0, ...kept.map(() => 0)]);
  const { signal } = new AbortController();
  for (const shard of (await openDataset(uri)).shards)
    for await (const pair of shard.read(signal)) {
      if (isTrouble(pair)) throw new Error(`Cannot count "${uri}": ${pair.trouble}`);
      const hits = [true, ...kept.map((keys) => keys.has(pair.key))];
      for (const [i, [, holds]] of groups.entries())
        if (holds(pair.meta)) counts[i] = (counts[i] ?? []).map((n, j) => n + (hits[j] ? 1 : 0));
    }
  return counts;
}

const [data = "", run = "", ...policies] = process.argv.slice(2);
const kept = [];
for (const policy of policies) kept.push(await keptBy(run, policy));
const counts = await count(data, kept);
const heads = policies.map((policy) => basename(policy, ".yaml").padStart(16));
console.log(`${"".padEnd(24)}  pairs ${heads.join(" ")}`);
for (const [i, [name]] of groups.entries()) {
  const [all = 0, ...left] = counts[i] ?? [];
  const cells = left.map((n) => `${n.toLocaleString("en")} (${((100 * n) / all).toFixed(1)} %)`.padStart(16));
  console.log(`${name.padEnd(24)} ${all.toLocaleString("en").padStart(6)} ${cells.join(" ")}`);
}
