import { existsSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "../../../datasets/index.ts";
import { CliError } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import { refuseTornRenames } from "../../process/whole-renames.ts";
import { coverageOf, writeCoverage } from "../../run/coverage.ts";
import { setAsideDamaged, setAsideStrays } from "../../run/damage.ts";
import { writeDuplicates } from "../../run/duplicates.ts";
import { hasPacked, packScores, relist, removePacked } from "../../run/pack.ts";
import { openScores, type ScoresQuery } from "../../run/query.ts";
import { claimsFolder, type RunFile, readRun, writeRun } from "../../run/run.ts";
import { MOST_FILES, sealedScores } from "../../run/sealed.ts";
import { shardFacts, shardTroubles } from "../../run/shards.ts";
import { missingShards, standingOf } from "../../run/state.ts";
import { asSealer, type SealerWish } from "./sealer.ts";
import { sweep } from "./sweep.ts";

/** What sealing may take, however many pairs there are: enough for ten million. */
export const sealBounds = { memoryMiB: 128, threads: 2, ordered: false };

/**
 * Makes a run whole once all its shards are done: groups of duplicates, coverage, the dataset's fingerprint. Nothing is
 * inferred. A run that is sealed stays as it is; where another seals it just now, that one is waited for.
 * @throws CliError (exit code 1) naming shards that are missing, and how to go on
 */
export async function sealRun(folder: string, context: SealerWish): Promise<RunFile> {
  // What is no run gets no claims.
  await readRun(folder);
  await refuseTornRenames(folder);
  const sealed = await asSealer(folder, context, () => sealClaimed(folder, context));
  if (sealed !== null) return sealed;
  throw new CliError(
    `Cannot seal run "${folder}": all who tried vanished; find out why, then remove "${claimsFolder(folder)}" and seal again`,
    { exitCode: 1 },
  );
}

/** {@link sealRun} by who is the only one that does. @throws CliError as it */
export async function sealClaimed(folder: string, context: Pick<Context, "emit">): Promise<RunFile> {
  const run = await readRun(folder);
  await noteStrays(folder, run, context);
  if (run.fingerprint === null || run.scoresIn === "sealed" || hasPacked(folder))
    await redoDamaged(folder, context);
  const missing = missingShards(folder, run);
  if (missing.length > 0) {
    const [line] = standingOf(folder, run, []).lines;
    throw new CliError(`Cannot seal run "${folder}": ${line}`, { exitCode: 1 });
  }
  const { shards } = run.inputs;
  const packed = sealedScores(folder)?.shards;
  // What was lost and scored again lies in files of its own until it is packed, whatever run.json says.
  const packs = shards.length > MOST_FILES && shards.some(({ name }) => packed?.has(name) !== true);
  await sweep(folder);
  if (run.fingerprint !== null && !packs && existsSync(join(folder, "duplicates.parquet"))) {
    await removePacked(folder);
    return run;
  }
  if (packs) {
    context.emit({ type: "note", text: "packing the scores into large files" });
    await packScores(folder, run);
  }
  const query = await openScores(folder, sealBounds);
  try {
    return await seal(run, folder, query, context);
  } finally {
    query.close();
  }
}

/** Sets aside what of a run is no whole file, so that whoever works on it next makes it anew; workers read no footers. */
export async function redoDamaged(folder: string, context: Pick<Context, "emit">): Promise<void> {
  const { emit } = context;
  await noteStrays(folder, await readRun(folder), context);
  for (const { file, reason } of await setAsideDamaged(folder))
    emit({ type: "trouble", shard: file, trouble: `cannot be read, redone: ${reason}` });
  await relist(folder);
}

async function noteStrays(folder: string, run: RunFile, { emit }: Pick<Context, "emit">): Promise<void> {
  for (const file of await setAsideStrays(folder, run))
    emit({ type: "trouble", shard: file, trouble: "is of no shard of this run, moved to strays/" });
}

async function seal(
  run: RunFile,
  folder: string,
  query: ScoresQuery,
  { emit }: Pick<Context, "emit">,
): Promise<RunFile> {
  if (run.inputs.filters.some(({ id }) => id === "duplicates")) {
    emit({ type: "note", text: "looking for duplicates" });
    const { hotKeys } = await writeDuplicates(query, folder);
    if (hotKeys > 0) emit({ type: "note", text: hotText(hotKeys) });
  }
  const shards = await shardFacts(folder);
  const coverage = await coverageOf(query, shards);
  const troubles = (await shardTroubles(folder, shards)).map(({ trouble }) => trouble);
  if (coverage !== null) await writeCoverage(query, coverage, [...run.troubles, ...troubles], folder);
  const isPacked = sealedScores(folder) !== null;
  const sealed: RunFile = {
    ...run,
    ...(isPacked ? { schema: "sluice.run/2", scoresIn: "sealed" } : {}),
    fingerprint: fingerprint(shards),
  };
  await writeRun(folder, sealed);
  // Only now does run.json send everybody to the large ones.
  await removePacked(folder);
  return sealed;
}

function hotText(keys: number): string {
  return `${keys} keys of perceptual hashes are shared by too many different images to compare them all: near duplicates among those may be missing`;
}
