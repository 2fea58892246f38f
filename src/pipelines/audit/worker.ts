import { limitDecodeThreads } from "../../../datasets/index.ts";
import { createFilter, type Filter, runColumns, WrongRows } from "../../../filters/index.ts";
import { loadOwnFilters } from "../../extensions/own-filters.ts";
import { type HarmGuard, harmGuard } from "../../harm/harm-index.ts";
import type { SealedHit } from "../../harm/hits.ts";
import { oneLine } from "../../process/errors.ts";
import { parent } from "../../process/parent.ts";
import { steadyHeap } from "../../process/steady-heap.ts";
import { baseColumns, encodeRows } from "../../run/arrow.ts";
import { judgedBy } from "../../run/content-digest.ts";
import { deniedColumn } from "../../run/denied.ts";
import type { FilterFacts, FromWorker, RawPair, ToWorker, WorkerSetup } from "./batch.ts";
import { hostAt } from "./device-wire.ts";
import { type Measured, measureAlone, measureTogether } from "./measure.ts";
import { type OtherTexts, otherTexts } from "./other-texts.ts";
import { deniedRow, rowOf } from "./row.ts";
import { type Looked, lookTogether } from "./views.ts";

const { setup, send, hear, end } = await parent<WorkerSetup, ToWorker>();
const post = (message: FromWorker) => send(message);

async function main(): Promise<void> {
  limitDecodeThreads(1);
  const options = { device: setup.device, models: setup.models };
  if (setup.host !== undefined) (await import("../../../models/index.ts")).shareSessions(hostAt(setup.host));
  const shipped: Filter[] = [];
  for (const id of setup.filters) shipped.push(await createFilter(id, options));
  const own = await loadOwnFilters(setup.modules, options);
  const filters = [...shipped, ...own.map(({ filter }) => filter)];
  const columns = [
    ...baseColumns,
    ...(setup.harm === undefined ? [] : [deniedColumn]),
    ...setup.source,
    ...filters.flatMap((filter) => runColumns(filter.columns)),
  ];
  const measureTexts = otherTexts(filters);
  const judged = judgedBy(filters.map(filterFacts));
  const guard = harmGuard(setup.harm);
  let turn: Promise<unknown> = Promise.resolve();
  hear((message) => {
    if ("close" in message) {
      turn = turn.then(async () => {
        for (const filter of filters) await filter.close();
        end();
      });
      return;
    }
    const { id, batch } = message;
    // Decoding starts now, on libuv's threads; scoring waits for its turn on this one.
    const looking = lookTogether(batch.pairs);
    turn = turn
      .then(async () => {
        const { measured, hits } = await measureAll(filters, batch.pairs, await looking, guard);
        const others = (await measureTexts(batch.pairs.filter((_, i) => measured[i] !== null))).values();
        const rows = batch.pairs.map((pair, i) => {
          const seen = measured[i] as Measured | null;
          if (seen === null) return deniedRow(batch, pair);
          const row = rowOf(batch, pair, seen, others.next().value as OtherTexts, filters, judged);
          return setup.harm === undefined ? row : { ...row, denied: false };
        });
        const failed = rows.filter(({ error }) => error !== null).length;
        post({
          type: "scored",
          id,
          scored: { columns: encodeRows(columns, rows), pairs: rows.length, failed, hits },
        });
        steadyHeap();
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
    runtime: device === undefined ? "none" : await inferenceRuntime(),
    filters: [
      ...shipped.map(filterFacts),
      ...own.map(({ filter, module }) => ({ ...filterFacts(filter), module })),
    ],
  };
  post({ type: "ready", facts });
}

/** Loaded already where a filter has a model. */
async function inferenceRuntime(): Promise<string> {
  return `onnxruntime ${(await import("../../../models/index.ts")).runtimeVersion}`;
}

function filterFacts({ id, version, needs, columns, models }: Filter): FilterFacts {
  return { id, version, needs, columns: runColumns(columns), models };
}

async function measureAll(
  filters: readonly Filter[],
  pairs: readonly RawPair[],
  looked: readonly (readonly Looked[] | "large")[],
  guard: HarmGuard,
): Promise<{ readonly measured: readonly (Measured | null)[]; readonly hits: readonly SealedHit[] }> {
  const hits: SealedHit[] = [];
  const isHarm = (pair: RawPair, pixels: Looked["pixels"]): boolean => {
    const hit = guard(pixels);
    const { key, row, url } = pair;
    if (hit !== null) hits.push({ key, row, ...(url && { url }), ...hit });
    return hit !== null;
  };
  const denied = pairs.map((pair, i) => {
    const images = looked[i] ?? "large";
    return pair.denied ?? (images !== "large" && images.some(({ pixels }) => isHarm(pair, pixels)));
  });
  const small = pairs.flatMap((pair, i) => {
    const images = looked[i] ?? "large";
    return images === "large" || denied[i] ? [] : [{ pair, images }];
  });
  const together = (await measureTogether(filters, small)).values();
  const measured: (Measured | null)[] = [];
  for (const [i, pair] of pairs.entries())
    if (denied[i]) measured.push(null);
    else if (looked[i] !== "large") measured.push(together.next().value as Measured);
    else measured.push(await measureAlone(filters, pair, (pixels) => isHarm(pair, pixels)));
  return { measured, hits };
}

main().catch((error) => post({ type: "refused", message: oneLine(error) }));
