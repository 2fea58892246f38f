import { setMaxListeners } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type AddressRule,
  type Dataset,
  type FetchedRow,
  type FetchedShard,
  publicOnly,
  writeFetched,
} from "../../datasets/index.ts";
import { sha256OfJson } from "../digest/sha256.ts";
import { harmGuard, harmIndex } from "../harm/harm-index.ts";
import type { HarmList } from "../harm/list.ts";
import { drawnOf, type Less } from "../pipelines/audit/drawn.ts";
import type { Context } from "../process/events.ts";
import { hold } from "../process/hold.ts";
import { version } from "../process/version.ts";
import { columnsFor } from "./columns.ts";
import { AGENT, type Limits, openGetter } from "./get.ts";
import { type AddressList, withKnownHarm } from "./lists.ts";
import { beginRecord, keepRecord } from "./record.ts";
import { type ListedRow, listedRows } from "./rows.ts";
import { fetchRows, shardName } from "./shard.ts";

/** Rows of a shard, as img2dataset has them unless told otherwise. */
const SHARD_ROWS = 10_000;

/** What is fetched, and on which terms. */
export interface FetchOptions extends Less {
  readonly dataset: Dataset;
  /** The folder; one that was begun is gone on with. */
  readonly to: string;
  readonly denied: AddressList;
  readonly optedOut: AddressList;
  /** Lists of known harm: what of a row, of an address that it leads to, or of a picture is on one, is denied. */
  readonly harm?: readonly HarmList[];
  readonly waiver: string | null;
  /** How who runs a server can reach whoever fetches: an address of mail or of a page. */
  readonly contact: string;
  readonly limits?: Partial<Limits>;
  readonly shardRows?: number;
}

/** What came of it. */
export interface Fetched {
  readonly folder: string;
  readonly shards: number;
  readonly rows: number;
  readonly fetched: number;
  readonly denied: number;
  /** Rows by why they have no picture, most first. */
  readonly reasons: readonly { readonly reason: string; readonly rows: number }[];
}

const LIMITS: Limits = {
  timeoutMs: 30_000,
  mostBytes: 20 * 2 ** 20,
  redirects: 5,
  tries: 3,
  mostPauseMs: 30_000,
  mostDelayMs: 60_000,
};

/**
 * Fetches the pictures that a dataset names, into img2dataset's layout; goes on behind the last whole shard.
 * @param rule how names are resolved and which addresses may be asked: public ones. Tests hand in another; nothing that a
 * person types or configures does
 * @throws CliError (exit code 2) where the folder is another's, and the signal's reason once it is aborted
 */
export async function fetchPictures(
  options: FetchOptions,
  context: Context,
  rule: AddressRule = publicOnly,
): Promise<Fetched> {
  // Each address under way listens to it.
  setMaxListeners(0, context.signal);
  await mkdir(options.to, { recursive: true });
  // Hidden: what nobody audits.
  const letGo = await hold(join(options.to, ".fetcher.json"), options.to);
  try {
    return await fetchAlone(options, context, rule);
  } finally {
    await letGo();
  }
}

/** Fetches into a folder that no other process writes. */
async function fetchAlone(options: FetchOptions, outer: Context, rule: AddressRule): Promise<Fetched> {
  const { dataset, to, optedOut, waiver, contact, shardRows = SHARD_ROWS } = options;
  const known = options.harm?.length ? harmIndex(options.harm) : undefined;
  const digests = options.harm?.map(({ facts }) => facts.sha256) ?? [];
  const denied = known ? withKnownHarm(options.denied, known, digests) : options.denied;
  const harm = known && { index: known, guard: harmGuard(known.pdq) };
  const stop = new AbortController();
  const signal = AbortSignal.any([outer.signal, stop.signal]);
  setMaxListeners(0, signal);
  const context = { ...outer, signal };
  const { emit } = context;
  const userAgent = `${AGENT}/${version} (Sluice; ${contact})`;
  let record = await beginRecord(to, {
    schema: "sluice.fetch/2",
    version,
    sources: [...(dataset.uris ?? [dataset.uri])],
    shards: await listedShards(dataset, signal),
    map: sha256OfJson(dataset.maps),
    limit: options.limit ?? null,
    sample: options.sample ?? null,
    denyLists: [...denied.digests],
    optOutLists: [...optedOut.digests],
    waiver,
    agent: userAgent,
    fields: [],
  });
  // Hidden, and gone when all is done: what nobody audits.
  const scratch = join(to, ".fetching");
  await mkdir(scratch, { recursive: true });
  const drawn = await drawnOf(scratch, dataset.shards, options, signal);
  const limits = { ...LIMITS, ...options.limits };
  const getter = openGetter({ rule, limits, userAgent, denied, optedOut });
  const onTrouble = (shard: string, trouble: string) => emit({ type: "trouble", shard, trouble });
  emit({ type: "run-started", run: to, uri: dataset.uri, shards: 0, shardsDone: 0, workers: 1 });
  let shards = 0;
  // A shard ends with its slowest host: the next one is begun meanwhile, and written after it.
  let written: Promise<void> = Promise.resolve();
  try {
    for await (const rows of listedRows(dataset, drawn, shardRows, signal, onTrouble, known)) {
      const name = shardName(shards++);
      if (existsSync(statsPath(to, name))) continue;
      const means = { getter, denied, optedOut, scratch: join(scratch, name), signal, ...(harm && { harm }) };
      const columnsOf = async (got: readonly FetchedRow[]) => {
        // Known once it is: what was denied gives no field its name.
        const columns = columnsFor(record.fields, got);
        record = { ...record, fields: [...columns] };
        await keepRecord(to, record);
        return columns;
      };
      const before = written;
      let onIdle = () => {};
      const idle = new Promise<void>((resolve) => {
        onIdle = resolve;
      });
      const turn = { before, onIdle: () => onIdle() };
      written = one({ folder: to, name, columnsOf }, rows, shards - 1, { ...means, ...turn }, context);
      await Promise.race([written, Promise.all([before, idle])]);
    }
    await written;
  } finally {
    stop.abort();
    await written.catch(() => {});
    await getter.close();
  }
  await rm(scratch, { recursive: true, force: true });
  return summed(to, shards);
}

async function one(
  target: Pick<FetchedShard, "folder" | "name"> & {
    readonly columnsOf: (rows: readonly FetchedRow[]) => Promise<FetchedShard["columns"]>;
  },
  listed: readonly ListedRow[],
  shard: number,
  { before, ...means }: Omit<Parameters<typeof fetchRows>[2], "onRow"> & { readonly before: Promise<void> },
  { now, emit }: Context,
): Promise<void> {
  const started = now();
  emit({ type: "shard-started", shard: target.name, pairs: listed.length });
  let failed = 0;
  const onRow = ({ status }: FetchedRow) => {
    const bad = status === "success" ? 0 : 1;
    failed += bad;
    emit({ type: "pairs-scored", shard: target.name, pairs: 1, failed: bad });
  };
  const rows = await fetchRows(listed, shard, { ...means, onRow });
  const ended = now();
  await before;
  const { folder, name } = target;
  await writeFetched({ folder, name, columns: await target.columnsOf(rows), rows, started, ended });
  await rm(means.scratch, { recursive: true, force: true });
  const seconds = (ended.getTime() - started.getTime()) / 1000;
  emit({ type: "shard-finished", shard: target.name, pairs: rows.length, failed, seconds });
}

/** What tells a list from one that was changed. */
async function listedShards({ shards }: Dataset, signal: AbortSignal) {
  const listed = [];
  for (const shard of shards)
    listed.push({ name: shard.name, bytes: shard.bytes, sha256: await shard.digest(signal) });
  return listed;
}

function statsPath(folder: string, name: string): string {
  return join(folder, `${name}_stats.json`);
}

async function summed(folder: string, shards: number): Promise<Fetched> {
  const all = await Promise.all(
    Array.from({ length: shards }, async (_, i) => {
      const text = await readFile(statsPath(folder, shardName(i)), "utf8");
      return JSON.parse(text) as { count: number; successes: number; status_dict: Record<string, number> };
    }),
  );
  const reasons = new Map<string, number>();
  for (const { status_dict } of all)
    for (const [reason, rows] of Object.entries(status_dict))
      reasons.set(reason, (reasons.get(reason) ?? 0) + rows);
  reasons.delete("success");
  return {
    folder,
    shards,
    rows: all.reduce((sum, { count }) => sum + count, 0),
    fetched: all.reduce((sum, { successes }) => sum + successes, 0),
    denied: reasons.get("denied") ?? 0,
    reasons: [...reasons]
      .map(([reason, rows]) => ({ reason, rows }))
      .sort((a, b) => b.rows - a.rows || (a.reason < b.reason ? -1 : 1)),
  };
}
