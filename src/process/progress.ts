import type { RunEvent } from "./events.ts";
import { count, megabytes, perSecond } from "./figures.ts";
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
  /** Pairs in the shards begun so far, where their formats say. */
  readonly expected: number;
  readonly current: readonly string[];
  readonly troubles: number;
  /** Bytes and retries of the network; null where nothing is read of it. */
  readonly traffic: { readonly bytes: number; readonly retries: number } | null;
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
  expected: 0,
  current: [],
  troubles: 0,
  traffic: null,
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
        workers: event.workers,
        note: "",
      };
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
      return { ...state, traffic: { bytes: event.bytes, retries: event.retries } };
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

/** One line: `3/12 shards · 4,096 pairs · 151/s · 2 with errors · about 3 min left`. */
export function progressLine(state: Progress, seconds: number): string {
  if (state.generation !== null) return generationLine(state.generation, state.note);
  const rate = seconds > 0 ? state.pairs / seconds : 0;
  const left = secondsLeft(state, seconds);
  return [
    `${state.shardsDone}/${state.shards} shards`,
    `${count(state.pairs)} pairs`,
    `${perSecond(rate)}/s`,
    ...(state.failed > 0 ? [`${count(state.failed)} with errors`] : []),
    ...(state.troubles > 0 ? [`${state.troubles} troubles`] : []),
    ...trafficPart(state, seconds),
    ...(left === undefined ? [] : [`about ${duration(left)} left`]),
    ...(state.note ? [state.note] : []),
  ].join(" · ");
}

/** `12.3 MB read, 1.2 MB/s, 3 retries`, where a dataset is of another machine. */
function trafficPart({ traffic }: Progress, seconds: number): readonly string[] {
  if (traffic === null) return [];
  const rate = seconds > 0 ? `, ${megabytes(traffic.bytes / seconds)}/s` : "";
  const retries = traffic.retries > 0 ? `, ${count(traffic.retries)} retries` : "";
  return [`${megabytes(traffic.bytes)} read${rate}${retries}`];
}

/** By pairs where the formats say how many there are, else by shards; nothing to say before the first. */
function secondsLeft(
  { shards, shardsDone, pairs, expected, current }: Progress,
  seconds: number,
): number | undefined {
  if (pairs === 0 || seconds < 2) return undefined;
  if (expected > pairs && shardsDone + current.length === shards)
    return ((expected - pairs) * seconds) / pairs;
  return shardsDone > 0 && shardsDone < shards ? ((shards - shardsDone) * seconds) / shardsDone : undefined;
}

/** `45 s`, `3 min`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
