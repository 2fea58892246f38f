import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ObjectFacts, PUSH_DONE, type WritableStore } from "../../../datasets/index.ts";
import { openObjectLeases } from "../../claims/lease-objects.ts";
import { sealClaimed } from "../../pipelines/audit/seal.ts";
import { asSealer, type SealerWish } from "../../pipelines/audit/sealer.ts";
import { CliError } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import { shellWord } from "../../process/shell-word.ts";
import { choosePolicy } from "../../run/chosen-policy.ts";
import { readRun, scorePath } from "../../run/run.ts";
import { atLeisure, type Book, type BookFile, bookOf, bytesOfBook, readBook } from "../elsewhere/book.ts";
import { getBook } from "../elsewhere/pull.ts";
import { transfer } from "../elsewhere/transfer.ts";
import { type RunReport, reportRun } from "../report.ts";
import { type Came, getShards } from "./get-shards.ts";
import { CLAIMS, openRunPlace, plannedAt, unpackPlan, withMirror } from "./place.ts";
import { policyIn } from "./plan.ts";
import { putOwn, scoreKey } from "./scores.ts";

/** Where who seals puts what it makes, each under a name of its own: the list that is put once says whose counts. */
const SEALS = "seals/";

/**
 * Seals a run in object storage: gets each shard's scores once, makes what a run has beside them in a folder here, puts
 * it, and then the list of all files, once. From then on the run is what a push of it would be: `sluice pull` gets it.
 * @throws CliError (exit code 1) naming shards that are missing; (exit code 2) a policy that cannot be applied
 */
export async function sealInStore(
  uri: string,
  policy: string | undefined,
  { emit, signal = new AbortController().signal, seconds, ...wish }: SealerWish,
): Promise<RunReport> {
  const context: Context = { now: () => new Date(), emit, signal };
  const place = await openRunPlace(uri, signal);
  const plan = plannedAt(place);
  const { store } = place;
  if (place.isSealed) {
    // Whoever sealed it may have been killed before it had tidied up.
    const book = await readBook(store, PUSH_DONE, signal);
    if (book !== undefined) await atLeisure(context, () => tidy(store, book, signal));
    return reportSealed(store, policy, context);
  }
  return withMirror(store.name, context, async (folder, own) => {
    let isSealed = false;
    const look = async () => {
      isSealed = (await store.stat(PUSH_DONE, signal)) !== undefined;
    };
    const sealed = await asSealer(
      folder,
      {
        ...wish,
        ...own,
        ...(seconds === undefined ? {} : { seconds }),
        isDone: () => isSealed,
        claims: (what, options) =>
          openObjectLeases(what, { place: `${store.name}/${CLAIMS}`, look, ...options }),
      },
      async () => {
        await unpackPlan(plan, folder);
        return sealMirror(store, folder, policy, own);
      },
    );
    if (sealed !== null) return { ...sealed, folder: store.name };
    await look();
    if (isSealed) return reportSealed(store, policy, context);
    throw new CliError(
      `Cannot seal run "${store.name}": all who tried vanished; find out why, then remove what is in "${store.name}/${CLAIMS}" and seal again`,
      { exitCode: 1 },
    );
  });
}

async function sealMirror(
  store: WritableStore,
  folder: string,
  policy: string | undefined,
  context: Context,
): Promise<RunReport> {
  const { signal } = context;
  const shards = new Set((await readRun(folder)).inputs.shards.map(({ name }) => name));
  const came = await getShards(store, folder, shards, context);
  try {
    await sealClaimed(folder, context);
  } catch (cause) {
    // What cannot be read is scored again; it was set aside here, and is taken away there.
    if (!existsSync(join(folder, "sealed")))
      for (const [shard, facts] of came.scores)
        if (!existsSync(scorePath(folder, shard))) await removeAs(store, facts, signal);
    throw cause;
  }
  const { policy: chosen } = await policyIn(folder, policy);
  if (chosen !== undefined) await choosePolicy(folder, chosen);
  const report = await reportRun(folder);
  const own = `${SEALS}${randomUUID()}/`;
  let isMine = false;
  try {
    const book = await putMade(store, folder, own, came, context);
    isMine = await store.putIfAbsent(PUSH_DONE, bytesOfBook(book), signal);
    if (isMine) await atLeisure(context, () => tidy(store, book, signal));
  } catch (cause) {
    // Another sealed meanwhile, and took away what this one had put.
    if (signal.aborted || (await store.stat(PUSH_DONE, signal)) === undefined) throw cause;
  }
  if (isMine) return { ...report, report: `${store.name}/${own}report.html` };
  await atLeisure(context, async () => {
    for await (const { key } of store.list(own, signal)) await store.remove(key);
  });
  return reportSealed(store, policy, context);
}

/** Takes scores away, unless they are others by now, or count: another may have had them scored again, and sealed. */
async function removeAs(store: WritableStore, { key, size, etag }: ObjectFacts, signal: AbortSignal) {
  const now = await store.stat(key, signal);
  if (now === undefined || now.size !== size || now.etag !== etag) return;
  if ((await store.stat(PUSH_DONE, signal)) === undefined) await store.remove(key);
}

/** Puts all files of a sealed folder but those that are there. */
async function putMade(
  store: WritableStore,
  folder: string,
  own: string,
  { scores, at: known }: Came,
  context: Context,
): Promise<Book> {
  const there = new Set([...[...scores.keys()].map(scoreKey), ...known.values()]);
  const { schema, files } = await bookOf(folder, context.signal);
  const placed: BookFile[] = files.map((file) =>
    there.has(file.path) ? file : { ...file, at: known.get(file.path) ?? `${own}${file.path}` },
  );
  await transfer(placed, context, async ({ path, at, bytes }, onBytes, signal) => {
    const isThere = there.has(at ?? path);
    if (!isThere) await putOwn(store, at ?? path, join(folder, path), signal, onBytes);
    const facts = await store.stat(at ?? path, signal);
    if (facts?.size === bytes) return isThere;
    throw new CliError(
      `Cannot seal run "${store.name}": wanted "${at ?? path}" of ${bytes} bytes there, got ${facts === undefined ? "none" : facts.size}`,
      { exitCode: 1 },
    );
  });
  return { schema, files: placed };
}

/**
 * Takes away what nobody reads any more: what others made in vain, and every claim, since all is done: a worker that
 * was killed between a shard's scores and the end of its claim ends it no more, and one that lives does not bring it back.
 */
async function tidy(store: WritableStore, book: Book, signal: AbortSignal): Promise<void> {
  const kept = new Set(book.files.map(({ path, at }) => at ?? path));
  for (const prefix of ["scores/", "errors/", "hits/", SEALS, "parts/", `${CLAIMS}/`])
    for await (const { key } of store.list(prefix, signal)) if (!kept.has(key)) await store.remove(key);
  // What workers and sealers that were killed left half sent.
  await store.abortAbandoned?.((key) => /^(?:scores|errors|hits|seals)\//u.test(key), signal);
}

/** What a run that is sealed says. */
async function reportSealed(
  store: WritableStore,
  policy: string | undefined,
  context: Context,
): Promise<RunReport> {
  if (policy !== undefined)
    throw new CliError(
      `Cannot seal run "${store.name}" by another policy: it is sealed; get it first: sluice pull ${shellWord(store.name)} DIR`,
      { exitCode: 2 },
    );
  return withMirror(store.name, context, async (folder) => {
    await getBook(store, folder, context);
    return { ...(await reportRun(folder)), folder: store.name, report: `${store.name}/report.html` };
  });
}
