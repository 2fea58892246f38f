import { Box, Text } from "ink";
import { useEffect, useReducer, useRef, useState } from "react";
import type { PlaceWish } from "../../../datasets/index.ts";
import { auditDataset } from "../../actions/audit.ts";
import type { Context, RunEvent } from "../../process/events.ts";
import { counted, wholePercent } from "../../process/figures.ts";
import { hearNetwork } from "../../process/network.ts";
import { printable } from "../../process/printable.ts";
import { duration, type Progress, progressTeller, shareDone } from "../../process/progress.ts";
import { shellWord } from "../../process/shell-word.ts";
import { type AuditIntent, auditKeys } from "../../screens/audit/keys.ts";
import {
  auditStart,
  auditState,
  type Ending,
  endingOf,
  endingOfError,
  watched,
  watchStart,
} from "../../screens/audit/state.ts";
import { bound } from "../../screens/kit/bound.ts";
import { Hint } from "../kit/hint.tsx";
import { useFace, useInterface } from "../kit/interface.ts";
import { bar } from "../kit/text.ts";

/** How often the screen follows the events, in milliseconds. */
const FRAME_MS = 250;

/** An audit under way: shards, rate, time left, errors, device. */
export function Audit({
  uri,
  out,
  map,
}: {
  readonly uri: string;
  readonly out: string;
  /** What somebody says of its fields. */
  readonly map?: PlaceWish | undefined;
}) {
  const app = useInterface();
  const { size, settings, replace, say } = app;
  const [audit, dispatch] = useReducer(auditState, auditStart);
  const { attempt, ending } = audit;
  const abort = useRef(new AbortController());
  const { progress: state, troubles, seconds, emit } = useProgress(ending !== null);
  const line = useRef(progressTeller()).current;

  // biome-ignore lint/correctness/useExhaustiveDependencies: an attempt is one audit; what it needs is fixed by then
  useEffect(() => {
    const controller = new AbortController();
    abort.current = controller;
    const { policy, now } = settings;
    void runOnce({ uri, out, map, policy }, { now, emit, signal: controller.signal }).then((how) =>
      dispatch({ type: "ended", ending: how }),
    );
    return () => controller.abort();
  }, [attempt]);

  const perform = (intent: AuditIntent) => {
    switch (intent.type) {
      case "stop":
        return abort.current.abort();
      case "open":
        return replace({ screen: "run", folder: out });
      case "again":
        return dispatch(intent);
    }
  };
  useFace({
    status: ending?.kind ?? "running",
    command: `sluice audit ${shellWord(uri)} --out ${shellWord(out)}`,
    bindings: bound(auditKeys(audit), app, perform),
    shows: `${audit.attempt} ${ending?.kind}`,
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
      <Text wrap="truncate">{line(ending?.kind === "done" ? { ...state, note: "" } : state, seconds)}</Text>
      <Text dimColor wrap="truncate">
        {state.device === "" ? "loading models" : `${state.device} × ${counted(state.workers, "worker")}`} ·{" "}
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
        <Hint bold {...(ending.kind === "failed" ? { color: "red" } : { color: "green" })} wrap="truncate">
          {ending.text}
        </Hint>
      )}
    </Box>
  );
}

function Bar({ state, columns }: { readonly state: Progress; readonly columns: number }) {
  const share = shareDone(state);
  const width = Math.max(10, columns - 8);
  return (
    <Text>
      <Text color="cyan">{bar(share, width)}</Text> {wholePercent(share)} %
    </Text>
  );
}

/** One attempt: a run that exists goes on as it was begun. */
async function runOnce(
  {
    uri,
    out,
    map,
    policy,
  }: {
    readonly uri: string;
    readonly out: string;
    readonly map: PlaceWish | undefined;
    readonly policy: string | undefined;
  },
  context: Context,
): Promise<Ending> {
  const command = ["sluice", "audit", uri, "--out", out];
  const said = map === undefined ? {} : { said: map };
  try {
    return endingOf(
      await auditDataset(
        { uris: [uri], out, ...(policy === undefined ? {} : { policy }), command, asBegun: true, ...said },
        context,
      ),
    );
  } catch (error) {
    return endingOfError(error, context.signal.aborted);
  }
}

/** Events are many, frames are few: the screen looks at the sum now and then. */
function useProgress(ended: boolean) {
  const sum = useRef(watchStart(Date.now()));
  const [view, setView] = useState({ ...watchStart(0), seconds: 0 });
  const emit = (event: RunEvent) => {
    sum.current = watched(sum.current, event, Date.now());
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it adds to the sum, whichever of its frames made it
  useEffect(() => {
    const look = () => setView({ ...sum.current, seconds: (Date.now() - sum.current.started) / 1000 });
    look();
    if (ended) return;
    const timer = setInterval(look, FRAME_MS);
    const hearNoMore = hearNetwork(emit);
    return () => {
      hearNoMore();
      clearInterval(timer);
    };
  }, [ended]);
  return { ...view, emit };
}
