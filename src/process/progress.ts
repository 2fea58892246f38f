import type { RunEvent } from "./events.ts";
import { count, counted, megabytes, perSecond } from "./figures.ts";
import { type GenerationProgress, generationLine, generationProgress } from "./generation-progress.ts";

/** Where a run stands: events in, one state out, for lines and screens alike. */
export interface Progress {
  readonly uri: string;
  readonly device: string;
  readonly workers: number;
  readonly shards: number;
  readonly shardsDone: number;
  readonly pairs: number;
  readonly failed: number;
  /** Shards that were done before the job began: they say nothing of how fast it is. */
  readonly shardsBefore: number;
  /** Pairs in the shards begun so far, where their formats say. */
  readonly expected: number;
  /** Pairs that the job has to do in all; null where nobody has counted them. */
  readonly total: number | null;
  readonly current: readonly string[];
  readonly troubles: number;
  /** Bytes and retries of the network; null where nothing is read of it. */
  readonly traffic: { readonly bytes: number; readonly sent: number; readonly retries: number } | null;
  /** Files that are carried; null where none are. */
  readonly transfer: Extract<RunEvent, { readonly type: "transfer" }> | null;
  readonly note: string;
  /** Where images are being made: that job's state, else null. */
  readonly generation: GenerationProgress | null;
}

export const noProgress: Progress = {
  uri: "",
  device: "",
  workers: 0,
  shards: 0,
  shardsDone: 0,
  pairs: 0,
  failed: 0,
  shardsBefore: 0,
  expected: 0,
  total: null,
  current: [],
  troubles: 0,
  traffic: null,
  transfer: null,
  note: "loading models",
  generation: null,
};

export function progress(state: Progress, event: RunEvent): Progress {
  switch (event.type) {
    case "run-started":
      return {
        ...state,
        uri: event.uri,
        shards: event.shards,
        shardsDone: event.shardsDone,
        shardsBefore: event.shardsDone,
        total: event.pairs ?? null,
        workers: event.workers,
        // What was copied before is here.
        transfer: null,
        note: "",
      };
    case "pairs-counted":
      return { ...state, total: event.pairs };
    case "workers-ready":
      return { ...state, device: event.device };
    case "shard-started":
      return {
        ...state,
        expected: state.expected + (event.pairs ?? 0),
        current: [...state.current, event.shard],
      };
    case "pairs-scored":
      return { ...state, pairs: state.pairs + event.pairs, failed: state.failed + event.failed };
    case "shard-finished":
      return {
        ...state,
        shardsDone: state.shardsDone + 1,
        current: state.current.filter((name) => name !== event.shard),
      };
    case "trouble":
      return { ...state, troubles: state.troubles + 1 };
    case "traffic":
      return { ...state, traffic: { bytes: event.bytes, sent: event.sent, retries: event.retries } };
    case "transfer":
      return { ...state, transfer: event, note: "" };
    case "note":
      return { ...state, note: event.text };
    case "generation-started":
    case "stage-started":
    case "stage-step":
    case "image-refused":
    case "stage-finished":
      return { ...state, note: "", generation: generationProgress(state.generation, event) };
  }
}

/**
 * One line: `3/12 shards · 4,096 of 9,000 pairs · 151/s · 2 with errors · about 3 min left`.
 * @param left the seconds that are left, where they are said otherwise than at first sight
 */
export function progressLine(
  state: Progress,
  seconds: number,
  left: number | undefined = secondsLeft(state, seconds),
): string {
  if (state.generation !== null) return generationLine(state.generation, state.note);
  if (state.transfer !== null) return transferLine(state.transfer, seconds, state.note);
  const rate = seconds > 0 ? state.pairs / seconds : 0;
  const { total } = state;
  return [
    `${state.shardsDone}/${counted(state.shards, "shard")}`,
    `${count(state.pairs)}${total === null || total <= state.pairs ? "" : ` of ${count(total)}`} pairs`,
    `${perSecond(rate)}/s`,
    ...(state.failed > 0 ? [`${count(state.failed)} with errors`] : []),
    ...(state.troubles > 0 ? [`${state.troubles} troubles`] : []),
    ...trafficPart(state, seconds),
    ...(left === undefined ? [] : [`about ${duration(left)} left`]),
    ...(state.note ? [state.note] : []),
  ].join(" · ");
}

/** `3 of 12 files · 120.4 of 512.0 MB · 8.2 MB/s · 2 retries`. */
function transferLine(
  { files, filesOf, bytes, bytesOf, retries, ...own }: NonNullable<Progress["transfer"]>,
  ofJob: number,
  note: string,
): string {
  const { seconds = ofJob } = own;
  return [
    `${count(files)} of ${counted(filesOf, "file")}`,
    `${megabytes(bytes).replace(/ MB$/u, "")} of ${megabytes(bytesOf)}`,
    ...(seconds > 0 ? [`${megabytes(bytes / seconds)}/s`] : []),
    ...(retries > 0 ? [`${count(retries)} retries`] : []),
    ...(note ? [note] : []),
  ].join(" · ");
}

/** Of a job that counts nothing else: the files that are copied, then what was read and sent; empty where nothing was. */
export function networkLine(state: Progress, seconds: number): string {
  const { transfer } = state;
  if (transfer !== null && transfer.files < transfer.filesOf) return transferLine(transfer, seconds, "");
  return trafficPart(state, seconds).join(" · ");
}

/** `12.3 MB read, 1.2 MB/s, 0.4 MB sent, 3 retries`, where a dataset or a run is of another machine. */
function trafficPart({ traffic }: Progress, seconds: number): readonly string[] {
  if (traffic === null) return [];
  const rate = seconds > 0 ? `, ${megabytes(traffic.bytes / seconds)}/s` : "";
  const retries = traffic.retries > 0 ? `, ${count(traffic.retries)} retries` : "";
  const sent = traffic.sent > 0 ? `, ${megabytes(traffic.sent)} sent` : "";
  return [`${megabytes(traffic.bytes)} read${rate}${sent}${retries}`];
}

/** Share of a job from which on its end is near: what was promised then stands. */
const NEAR = 0.9;

/**
 * Says where a job stands, again and again. Near its end the time that is left is never said to be more than it
 * was before: whoever waits for it has begun to count.
 */
export function progressTeller(): (state: Progress, seconds: number) => string {
  let least = Number.POSITIVE_INFINITY;
  return (state, seconds) => {
    const left = secondsLeft(state, seconds);
    if (left === undefined || state.generation !== null) return progressLine(state, seconds, left);
    least = shareDone(state) < NEAR ? left : Math.min(least, left);
    return progressLine(state, seconds, least);
  };
}

/** How much of a job is done, from 0 to 1: by pairs where they were counted, else by shards. */
export function shareDone(state: Progress): number {
  const { shards, shardsDone, pairs, expected, total, current, transfer } = state;
  if (transfer !== null) return transfer.bytesOf === 0 ? 1 : transfer.bytes / transfer.bytesOf;
  if (total !== null && total > 0) return Math.min(1, pairs / total);
  if (expected > 0 && shardsDone + current.length === shards) return Math.min(1, pairs / expected);
  return shards === 0 ? 0 : shardsDone / shards;
}

/** Share of a job, and seconds, before either of which nobody can say how long it takes. */
const EARLY = 0.01;
const SETTLED = 30;

/** By pairs where they were counted, else by the shards of this job; nothing to say before the first, or after the last pair. */
function secondsLeft(state: Progress, seconds: number): number | undefined {
  const { shards, shardsDone, shardsBefore, pairs, expected, total, current } = state;
  if (pairs === 0 || seconds < 2) return undefined;
  const all = total ?? (expected > 0 && shardsDone + current.length === shards ? expected : null);
  // The first batch came with the loading of the models: it says nothing of the rest.
  if (all !== null && pairs < EARLY * all && seconds < SETTLED) return undefined;
  if (all !== null) return all > pairs ? ((all - pairs) * seconds) / pairs : undefined;
  const done = shardsDone - shardsBefore;
  return done > 0 && shardsDone < shards ? ((shards - shardsDone) * seconds) / done : undefined;
}

/** `45 s`, `3 min`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
