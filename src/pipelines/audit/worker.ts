import { decodeImage, limitDecodeThreads } from "../../../datasets/index.ts";
import { createFilter, type Filter, type Row, type Sample, WrongRows } from "../../../filters/index.ts";
import { sha256Of } from "../../digest/sha256.ts";
import { loadOwnFilters } from "../../extensions/own-filters.ts";
import { oneLine } from "../../process/errors.ts";
import { parent } from "../../process/parent.ts";
import { baseColumns, encodeRows } from "../../run/arrow.ts";
import type { Batch, FilterFacts, FromWorker, RawPair, Scored, ToWorker, WorkerSetup } from "./batch.ts";
import { scoreSamples } from "./score.ts";

/** Images up to this size are decoded together while the last batch is in inference; larger ones wait, one at a time. */
const TOGETHER = 8_000_000;

interface Loaded {
  readonly pair: RawPair;
  readonly sample: Sample;
  readonly sha256?: string;
  readonly error?: string;
}

const { setup, send, hear } = await parent<WorkerSetup, ToWorker>();
const post = (message: FromWorker) => send(message);

async function main(): Promise<void> {
  limitDecodeThreads(1);
  const options = { device: setup.device, models: setup.models };
  const shipped: Filter[] = [];
  for (const id of setup.filters) shipped.push(await createFilter(id, options));
  const own = await loadOwnFilters(setup.modules, options);
  const filters = [...shipped, ...own.map(({ filter }) => filter)];
  const columns = [...baseColumns, ...filters.flatMap((filter) => filter.columns)];
  let turn: Promise<unknown> = Promise.resolve();
  hear(({ id, batch }) => {
    // Decoding starts now, on libuv's threads; scoring waits for its turn on this one.
    const loading = batch.pairs.map((pair) => load(pair, TOGETHER));
    turn = turn
      .then(async () => {
        const scored = await score(filters, columns, batch, await Promise.all(loading));
        post({ type: "scored", id, scored });
      })
      .catch((error) => {
        if (!(error instanceof WrongRows)) throw error;
        post({ type: "refused", message: oneLine(error) });
      });
  });
  const device = filters.map((filter) => filter.device).find((used) => used !== undefined);
  const facts = {
    device: device?.used ?? "cpu",
    devicesRefused: device?.refused ?? [],
    filters: [
      ...shipped.map(filterFacts),
      ...own.map(({ filter, module }) => ({ ...filterFacts(filter), module })),
    ],
  };
  post({ type: "ready", facts });
}

function filterFacts({ id, version, needs, columns, models }: Filter): FilterFacts {
  return { id, version, needs, columns, models };
}

async function load(pair: RawPair, maxPixels?: number): Promise<Loaded | "large"> {
  const text = pair.caption === undefined ? {} : { caption: pair.caption };
  if (pair.fatal !== undefined) return { pair, sample: { key: pair.key }, error: pair.fatal };
  const failed = pair.error === undefined ? {} : { error: pair.error };
  if (pair.bytes === undefined) return { pair, sample: { key: pair.key, ...text }, ...failed };
  const decoded = await decodeImage(pair.bytes, maxPixels === undefined ? {} : { maxPixels });
  const { width = 0, height = 0 } = decoded.facts;
  if (maxPixels !== undefined && width * height > maxPixels) return "large";
  const pixels = decoded.pixels === undefined ? {} : { pixels: decoded.pixels };
  const error = pair.error ?? decoded.error;
  return {
    pair,
    sample: { key: pair.key, ...text, image: decoded.facts, ...pixels },
    sha256: sha256Of(pair.bytes),
    ...(error === undefined ? {} : { error }),
  };
}

async function score(
  filters: readonly Filter[],
  columns: Parameters<typeof encodeRows>[0],
  batch: Batch,
  loaded: readonly (Loaded | "large")[],
): Promise<Scored> {
  const rows: Row[] = new Array(batch.pairs.length);
  const scoreInto = async (places: readonly number[], items: readonly Loaded[]) => {
    const judged = await scoreSamples(
      filters,
      items.map(({ sample }) => sample),
    );
    for (const [n, place] of places.entries()) {
      const item = items[n] as Loaded;
      rows[place] = { ...judged[n]?.row, ...base(batch.shard, item, judged[n]?.error) };
    }
  };
  const small = [...loaded.keys()].filter((i) => loaded[i] !== "large");
  await scoreInto(
    small,
    small.map((i) => loaded[i] as Loaded),
  );
  for (const [i, item] of loaded.entries())
    if (item === "large") await scoreInto([i], [(await load(batch.pairs[i] as RawPair)) as Loaded]);
  const failed = rows.filter(({ error }) => error !== null).length;
  return { columns: encodeRows(columns, rows), pairs: rows.length, failed };
}

function base(shard: string, { pair, sha256, error }: Loaded, scoreError: string | undefined): Row {
  return {
    key: pair.key,
    shard,
    row: pair.row,
    caption: pair.caption ?? null,
    url: pair.url ?? null,
    license: pair.license ?? null,
    sha256: sha256 ?? null,
    error: error ?? scoreError ?? null,
  };
}

main().catch((error) => post({ type: "refused", message: oneLine(error) }));
