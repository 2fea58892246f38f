import { existsSync } from "node:fs";
import { join } from "node:path";
import { Box, Text } from "ink";
import { useEffect, useReducer, useRef, useState } from "react";
import { defaultFilters, isFilterId } from "../../../filters/index.ts";
import { type AuditOptions, audit } from "../../pipelines/audit/audit.ts";
import { oneLine } from "../../process/errors.ts";
import type { RunEvent } from "../../process/events.ts";
import { printable } from "../../process/printable.ts";
import { duration, noProgress, type Progress, progress, progressLine } from "../../process/progress.ts";
import { openRecorded } from "../../run/open-dataset.ts";
import { readRun } from "../../run/run.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { bar } from "../kit/text.ts";

/** How often the screen follows the events, in milliseconds. */
const FRAME_MS = 250;

type Ending = { readonly kind: "done" | "failed" | "stopped"; readonly text: string };

/** An audit under way: shards, rate, time left, errors, device. */
export function Audit({ uri, out }: { readonly uri: string; readonly out: string }) {
  const { size, settings, replace, say } = useInterface();
  const [ending, setEnding] = useState<Ending | null>(null);
  const [attempt, again] = useReducer((n: number) => n + 1, 0);
  const abort = useRef(new AbortController());
  const { state, troubles, seconds, emit } = useProgress(ending !== null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: an attempt is one audit; what it needs is fixed by then
  useEffect(() => {
    const controller = new AbortController();
    abort.current = controller;
    setEnding(null);
    void runOnce(uri, out, emit, controller.signal, settings.now).then(setEnding);
    return () => controller.abort();
  }, [attempt]);

  const openRun = () => replace({ screen: "run", folder: out });
  useFace({
    status: ending?.kind ?? "running",
    command: `sluice audit ${uri} --out ${out}`,
    bindings: [
      ...(ending === null
        ? [
            {
              keys: ["x"],
              help: "stop; what is done is kept",
              bar: "stop",
              action: () => abort.current.abort(),
            },
          ]
        : []),
      ...(ending?.kind === "done"
        ? [{ keys: ["enter"], help: "open the run", bar: "open", action: openRun }]
        : []),
      ...(ending !== null && ending.kind !== "done"
        ? [{ keys: ["a"], help: "go on with the audit", bar: "go on", action: again }]
        : []),
    ],
    onLeave: () => {
      if (ending === null) say("stopped; the run can be resumed", "info");
      abort.current.abort();
    },
  });

  return (
    <Box flexDirection="column">
      <Text wrap="truncate">
        {uri} → {out}
      </Text>
      <Text> </Text>
      <Bar state={state} columns={size.columns} />
      <Text wrap="truncate">
        {progressLine(ending?.kind === "done" ? { ...state, note: "" } : state, seconds)}
      </Text>
      <Text dimColor wrap="truncate">
        {state.device === "" ? "loading models" : `${state.device} × ${state.workers} workers`} ·{" "}
        {duration(seconds)}
      </Text>
      <Text dimColor wrap="truncate">
        {state.current.length > 0 ? `reading ${state.current.map(printable).join(", ")}` : " "}
      </Text>
      {troubles.slice(-Math.max(0, size.rows - 9)).map((trouble) => (
        <Text key={trouble} color="yellow" wrap="truncate">
          {printable(trouble)}
        </Text>
      ))}
      <Text> </Text>
      {ending && (
        <Text bold {...(ending.kind === "failed" ? { color: "red" } : { color: "green" })} wrap="truncate">
          {ending.text}
        </Text>
      )}
    </Box>
  );
}

function Bar({ state, columns }: { readonly state: Progress; readonly columns: number }) {
  const share =
    state.expected > 0 && state.shardsDone + state.current.length === state.shards
      ? state.pairs / state.expected
      : state.shardsDone / Math.max(1, state.shards);
  const width = Math.max(10, columns - 8);
  return (
    <Text>
      <Text color="cyan">{bar(share, width)}</Text> {Math.round(100 * Math.min(1, share))} %
    </Text>
  );
}

async function runOnce(
  uri: string,
  out: string,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
  now: () => Date,
): Promise<Ending> {
  try {
    const result = await audit(
      {
        ...(await asBefore(out)),
        dataset: await openRecorded(uri),
        out,
        device: "auto",
        workers: 0,
        part: { index: 0, of: 1 },
        command: ["sluice", "audit", uri, "--out", out],
      },
      { now, emit, signal },
    );
    if (result.complete) return { kind: "done", text: "every shard is done: ⏎ opens the run" };
    return { kind: "failed", text: `${result.shardsFailed} shards failed, see above; a tries them again` };
  } catch (error) {
    if (signal.aborted) return { kind: "stopped", text: "stopped; a goes on where it was" };
    return { kind: "failed", text: oneLine(error) };
  }
}

/** A run that exists goes on as it was begun; a new one gets every filter that can run here. */
async function asBefore(out: string): Promise<Pick<AuditOptions, "filters" | "models" | "limit" | "sample">> {
  if (!existsSync(join(out, "run.json"))) return { filters: await defaultFilters(), models: {} };
  const { filters, limit, sample } = (await readRun(out)).inputs;
  const chosen = filters.flatMap(({ id, models: [model] }) => (model ? [[id, model.id]] : []));
  return {
    filters: filters.map(({ id }) => id).filter(isFilterId),
    models: Object.fromEntries(chosen),
    ...(limit === null ? {} : { limit }),
    ...(sample === null ? {} : { sample }),
  };
}

/** Events are many, frames are few: the screen looks at the sum now and then. */
function useProgress(ended: boolean) {
  const sum = useRef({ state: noProgress, troubles: [] as readonly string[], started: Date.now() });
  const [view, setView] = useState({ state: noProgress, troubles: [] as readonly string[], seconds: 0 });
  useEffect(() => {
    const look = () => {
      const { state, troubles, started } = sum.current;
      setView({ state, troubles, seconds: (Date.now() - started) / 1000 });
    };
    look();
    if (ended) return;
    const timer = setInterval(look, FRAME_MS);
    return () => clearInterval(timer);
  }, [ended]);
  const emit = (event: RunEvent) => {
    const { state, troubles, started } = sum.current;
    sum.current = {
      state: progress(state, event),
      troubles:
        event.type === "trouble" ? [...troubles, `${event.shard}: ${event.trouble}`].slice(-200) : troubles,
      started: event.type === "run-started" ? Date.now() : started,
    };
  };
  return { ...view, emit };
}
