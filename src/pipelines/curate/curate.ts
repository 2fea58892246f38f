import { existsSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type FieldColumn,
  type JoinedShard,
  joinedParts,
  splitsOf,
  tarNames,
  writtenNames,
} from "../../../datasets/index.ts";
import { BLURRED, blurredRows, writeBlurred } from "../../faces/blurred-list.ts";
import { CliError } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import { standingOf } from "../../run/state.ts";
import type { Judges } from "./disposition.ts";
import { fieldsOf } from "./fields.ts";
import { frontMatter } from "./front-matter.ts";
import { refuseInVain } from "./in-vain.ts";
import type { CurateOptions } from "./options.ts";
import { BOOKS, beginWork, digestOf, type Work } from "./plan.ts";
import { writeRemoved } from "./removed.ts";
import { type CuratedShard, curateShard } from "./shard.ts";
import { subsetNpy } from "./subset.ts";
import { type Curated, curatedOf, writeCurated } from "./summary.ts";

/**
 * Writes what a policy and the reviewers let pass as a dataset of its own: into `<to>.part`, one shard after
 * the other, renamed once whole. Broken off, the same call goes on after the last finished shard.
 * @throws CliError (exit code 2) where nothing would be written, the run is unfinished, `to` is taken or `<to>.part` is of another plan
 */
export async function curate(options: CurateOptions, context: Context): Promise<Curated> {
  const { view, to } = options;
  const { run, decisions } = view;
  if (run.fingerprint === null || view.missing.length > 0) {
    const [line] = standingOf(view.folder, run, []).lines;
    throw new CliError(`Cannot curate "${view.folder}": ${line}`, { exitCode: 2 });
  }
  const { judges, verdicts } = await judgesOf(options);
  await refuseInVain(options, judges, context.signal);
  const plan = {
    fingerprint: run.fingerprint,
    policy: decisions.digest,
    format: options.writer.id,
    unreviewed: options.unreviewed,
    verdicts: digestOf(verdicts),
    subtract: digestOf([...options.subtract].sort()),
    carry: options.carry,
    ...(options.only === null ? {} : { only: digestOf([...options.only].sort()) }),
    ...(options.finder === null ? {} : { blur: options.finder.sha256 }),
  };
  const work = await beginWork(to, plan);
  try {
    return await curateAll(options, judges, work, context);
  } finally {
    await work.letGo();
  }
}

async function curateAll(
  options: CurateOptions,
  judges: Judges,
  work: Work,
  context: Context,
): Promise<Curated> {
  const { dataset, to } = options;
  const { run } = options.view;
  const wanted = new Set(run.inputs.shards.map(({ name }) => name));
  // Parts of a file are written to one file again.
  const shards = joinedParts(dataset.shards.filter(({ name }) => wanted.has(name)));
  context.emit({
    type: "run-started",
    run: to,
    uri: dataset.uri,
    shards: shards.length,
    shardsDone: work.done.size,
    workers: 1,
  });
  const finished: CuratedShard[] = [];
  const names = shards.map(({ name }) => name);
  // Tars keep their names and folders, and a name that says its split stays: tests that are read as training data do more harm
  // than a name without a number.
  const writesTars = options.writer.of !== undefined || options.writer.id === "webdataset";
  const own = writesTars ? tarNames(shards) : [];
  const isOwn = shards.every(({ source }) => /\.tar\b/iu.test(source));
  const renamed =
    options.writer.numbered &&
    !isOwn &&
    splitsOf(names).every((split) => split === "train") &&
    names.some((name) => !/^\d+$/u.test(name));
  const kept = writtenNames(names);
  const note = join(work.folder, BOOKS, "fields.json");
  const fields = options.writer.needsFields ? await fieldsOf(shards, note, context.signal) : undefined;
  for (const [i, shard] of shards.entries()) {
    const as = own[i] ?? (renamed ? String(i).padStart(5, "0") : (kept[i] ?? shard.name));
    finished.push(
      work.done.get(shard.name) ?? (await one(shard, { as, fields }, options, judges, work, context)),
    );
  }
  return finish(options, judges, work, shards, finished, context);
}

async function judgesOf({ view, subtract, unreviewed, only }: CurateOptions) {
  const { final: verdicts, disputed: disagreements } = await view.namelessLabels();
  const disputed = new Set(disagreements.map(({ key }) => key));
  const judges: Judges = { verdicts, disputed, subtract, unreviewed, only };
  return { judges, verdicts: [[...verdicts].sort(), [...disputed].sort()] };
}

async function one(
  shard: JoinedShard,
  into: { readonly as: string; readonly fields: readonly FieldColumn[] | undefined },
  { view, writer, carry, finder }: CurateOptions,
  judges: Judges,
  work: Work,
  { emit, signal, now }: Context,
): Promise<CuratedShard> {
  const { name } = shard;
  const started = now().getTime();
  emit({ type: "shard-started", shard: name });
  const curated = await curateShard(
    shard,
    view,
    judges,
    {
      ...into,
      writer,
      folder: work.folder,
      pieces: join(work.folder, BOOKS, "pieces"),
      carry,
      finder,
      signal,
    },
    (pairs) => emit({ type: "pairs-scored", shard: name, pairs, failed: 0 }),
  );
  await work.checkpoint(curated);
  for (const trouble of curated.troubles) emit({ type: "trouble", shard: name, trouble });
  const seconds = (now().getTime() - started) / 1000;
  emit({ type: "shard-finished", shard: name, pairs: curated.pairs, failed: 0, seconds });
  return curated;
}

async function finish(
  options: CurateOptions,
  { verdicts }: Judges,
  { folder }: Work,
  source: readonly JoinedShard[],
  shards: readonly CuratedShard[],
  { emit, signal }: Context,
): Promise<Curated> {
  const { view, to, writer } = options;
  await writeRemoved(join(folder, "removed.parquet"), shards, view);
  const uids = shards.flatMap((shard) => shard.uids);
  if (uids.length > 0) await writeFile(join(folder, "subset.npy"), subsetNpy(uids));
  const lists = ["removed.parquet", ...(uids.length > 0 ? ["subset.npy"] : [])];
  if (options.finder !== null) {
    await writeBlurred(folder, blurredRows(shards));
    lists.push(BLURRED);
  }
  const pieces = shards.flatMap(({ shard: name, files }) => {
    const shard = source.find((one) => one.name === name);
    return shard === undefined ? [] : [{ shard, files }];
  });
  await writer.assemble?.({ folder, pieces: join(folder, BOOKS, "pieces") }, pieces);
  const written = shards.map(({ shard, files }) => ({ name: shard, files }));
  await writeFile(join(folder, "README.md"), await frontMatter(writer, written, folder));
  const curated = await curatedOf(options, { folder, lists, verdicts }, shards, signal);
  await writeCurated(join(folder, "CURATED.yaml"), curated);
  if (existsSync(to))
    throw new CliError(
      `Cannot write "${to}": it appeared meanwhile; "${folder}" is whole but for its ${BOOKS}, rename it`,
      {
        exitCode: 2,
      },
    );
  await rename(folder, to);
  // Not before: what is killed until here goes on by its books.
  await rm(join(to, BOOKS), { recursive: true, force: true });
  emit({ type: "note", text: `${to} is whole` });
  return curated;
}
