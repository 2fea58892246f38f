import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fingerprint } from "../fingerprint.ts";
import { type PairPlan, planPairs } from "./pairs.ts";
import { drawPicture, encoder } from "./picture.ts";
import { createShard } from "./shard.ts";

/** What to build of the illustrations. */
export interface IllustrationsOptions {
  /** Sides of the pictures in pixels, each to its own folder `shards/<side>/`; 64 and 256 by default. */
  readonly sides?: readonly number[];
  /** Share of the concepts, in (0, 1]; 1 by default. */
  readonly part?: number;
  /** Names of the shards to build, such as `train-00000`; all by default. */
  readonly shards?: readonly string[];
  readonly signal?: AbortSignal;
  /** Called with pairs done and pairs in all. */
  readonly progress?: (done: number, all: number) => void;
}

/** A shard of illustrations as it was written. */
export interface IllustrationsShard {
  /** `256/train-00000.tar` */
  readonly file: string;
  readonly pairs: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** `digests.json`: what the shards must be, byte for byte, under the same encoder. */
export interface IllustrationsDigests {
  readonly encoder: string;
  /** By side: Sluice's fingerprint of the folder. */
  readonly fingerprints: Readonly<Record<string, string>>;
  readonly shards: Readonly<Record<string, string>>;
}

/** Pairs in a shard at most. */
const SHARD = 2_000;
/** Pictures drawn at a time. */
const AT_ONCE = 8;

/**
 * Builds the illustrations as webdataset shards `shards/<side>/<split>-00000.tar` in `outDir`, and `digests.json`
 * beside them. Each original is decoded once. Shards that were there are replaced once all are whole.
 * @throws Error when a development package is absent; the signal's reason when aborted
 */
export async function buildIllustrations(
  outDir: string,
  { sides = [64, 256], part = 1, shards, signal, progress }: IllustrationsOptions = {},
): Promise<readonly IllustrationsShard[]> {
  const named = shardsOf(await planPairs(part));
  const wanted = [...named].filter(([name]) => shards?.includes(name) ?? true);
  const all = wanted.reduce((sum, [, pairs]) => sum + pairs.length, 0);
  const work = join(outDir, "shards.part");
  await rm(work, { recursive: true, force: true });
  for (const side of sides) await mkdir(join(work, String(side)), { recursive: true });
  const built: IllustrationsShard[] = [];
  let done = 0;
  for (const [name, pairs] of wanted) {
    const drawn = () => progress?.(++done, all);
    built.push(...(await writeShard(work, name, pairs, sides, { drawn, ...(signal && { signal }) })));
  }
  await rm(join(outDir, "shards"), { recursive: true, force: true });
  await rename(work, join(outDir, "shards"));
  await writeFile(join(outDir, "digests.json"), `${JSON.stringify(digestsOf(built, sides), null, 2)}\n`);
  return built;
}

/** Pairs by the name of their shard: those of a split in the order of the plan. */
function shardsOf(plans: readonly PairPlan[]): ReadonlyMap<string, readonly PairPlan[]> {
  const counts = new Map<string, number>();
  const shards = new Map<string, PairPlan[]>();
  for (const plan of plans) {
    const count = counts.get(plan.split) ?? 0;
    counts.set(plan.split, count + 1);
    const name = `${plan.split}-${String(Math.floor(count / SHARD)).padStart(5, "0")}`;
    shards.set(name, [...(shards.get(name) ?? []), plan]);
  }
  return shards;
}

/** One shard at every side. */
async function writeShard(
  folder: string,
  name: string,
  pairs: readonly PairPlan[],
  sides: readonly number[],
  { signal, drawn }: { readonly signal?: AbortSignal; readonly drawn: () => void },
): Promise<readonly IllustrationsShard[]> {
  const tars = sides.map((side) => {
    const file = `${side}/${name}.tar`;
    return { side, file, tar: createShard(join(folder, file)) };
  });
  for (let at = 0; at < pairs.length; at += AT_ONCE) {
    signal?.throwIfAborted();
    const some = pairs.slice(at, at + AT_ONCE);
    const pictures = await Promise.all(some.map(async (plan) => drawPicture(await plan.original(), sides)));
    for (const [index, plan] of some.entries()) {
      for (const { side, tar } of tars) {
        const png = pictures[index]?.get(side);
        if (png) tar.add(plan, side, png);
      }
      drawn();
    }
  }
  return Promise.all(tars.map(async ({ file, tar }) => ({ file, ...(await tar.finish()) })));
}

function digestsOf(built: readonly IllustrationsShard[], sides: readonly number[]): IllustrationsDigests {
  const fingerprints = sides.map((side) => {
    const shards = built
      .filter(({ file }) => file.startsWith(`${side}/`))
      .map(({ file, bytes, sha256 }) => ({ name: file.replace(/^\d+\/|\.tar$/gu, ""), bytes, sha256 }));
    return [String(side), fingerprint(shards.sort((a, b) => (a.name < b.name ? -1 : 1)))] as const;
  });
  return {
    encoder,
    fingerprints: Object.fromEntries(fingerprints),
    shards: Object.fromEntries(built.map(({ file, sha256 }) => [file, sha256])),
  };
}
