import { Box, Text } from "ink";
import { useEffect, useRef, useState } from "react";
import { curateRun, outputFormats } from "../../actions/curate.ts";
import { lensOfCurated } from "../../looking/curated-pairs.ts";
import { oneLine } from "../../process/errors.ts";
import { count } from "../../process/figures.ts";
import { fromHome } from "../../process/home-path.ts";
import { hearNetwork } from "../../process/network.ts";
import { noProgress, type Progress, progress, progressTeller, shareDone } from "../../process/progress.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { curateKeys } from "../../screens/curate/keys.ts";
import {
  type CurateEffect,
  type CurateIntent,
  type OpenCurated,
  pressed,
} from "../../screens/curate/press.ts";
import { curateStart, curateState, leftAt, reasonOf } from "../../screens/curate/state.ts";
import { bound, performShared } from "../../screens/kit/bound.ts";
import { Hint } from "../kit/hint.tsx";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { bar, pad } from "../kit/text.ts";
import { useWays } from "../ways.ts";
import { Done } from "./done.tsx";

/** Milliseconds between two looks at the progress. */
const FRAME_MS = 200;

const formats = outputFormats();

/** Writes what passed as a dataset: choose format and folder, watch, see what was left out and why. */
export function Curate({
  folder,
  only,
}: {
  readonly folder: string;
  /** Name of a saved view: only its pairs are written. */
  readonly only: string | undefined;
}) {
  const { openRun } = useInterface();
  const loaded = useLoaded(() => openRun(folder), folder);
  return (
    <Opened loaded={loaded} meanwhile={`opening ${folder}`} ways={useWays(folder)}>
      {(view) => <Chosen view={view} only={only} />}
    </Opened>
  );
}

function Chosen({ view, only }: { readonly view: DecidedRun; readonly only: string | undefined }) {
  const app = useInterface();
  const { settings, size } = app;
  const [state, dispatch] = useKept(curateState, () => curateStart(view.folder), leftAt);
  const { phase, to } = state;
  const { shown, emit, started } = useEvents(phase.kind === "running");
  const abort = useRef(new AbortController());
  useEffect(() => () => abort.current.abort(), []);
  const format = formats[state.format] as (typeof formats)[number];

  const write = async () => {
    abort.current = new AbortController();
    const { signal } = abort.current;
    started();
    try {
      const of = only === undefined ? {} : { view: only };
      const wish = { to, format: format.id, data: settings.data, ...of };
      const { curated } = await curateRun(view, wish, { now: settings.now, emit, signal });
      dispatch({ type: "done", curated });
    } catch (error) {
      dispatch({ type: "failed", reason: reasonOf(error, signal.aborted) });
    }
  };
  const remarks = phase.kind === "done" ? phase.curated.remarks : [];
  // A remark takes three lines at most, and one says where the rest is written.
  const height = Math.max(1, size.rows - (only === undefined ? 6 : 7) - 3 * remarks.length);
  const opened = async ({ which, crumb }: OpenCurated) => {
    const { where, keys } = await lensOfCurated(to, which);
    const of = { ...(where !== null && { where }), ...(keys && { keys }) };
    app.go({ screen: "explore", folder: view.folder, crumb, ...of });
  };
  const effect = (one: CurateEffect) => {
    switch (one.type) {
      case "open":
        void opened(one).catch((error: unknown) => app.say(oneLine(error), "warning"));
        return;
      case "say":
        return performShared(one, app);
      case "stop":
        return abort.current.abort();
      case "write":
        void write();
        return;
    }
  };
  const perform = (intent: CurateIntent) => {
    const meant = intent.type === "to" ? { ...intent, text: fromHome(intent.text) } : intent;
    const { effects, action } = pressed(state, meant, { formats: formats.length, height });
    for (const one of effects) effect(one);
    if (action !== null) dispatch(action);
  };
  useFace({
    status: phase.kind,
    command: `sluice curate ${shellWord(view.folder)} --policy ${shellWord(view.policySource)}${only === undefined ? "" : ` --view ${shellWord(only)}`} --to ${shellWord(to)}${format.id === null ? "" : ` --format ${format.id}`}`,
    bindings: bound(
      curateKeys(state, { folder: view.folder, runsFolder: settings.runsFolder }),
      app,
      perform,
    ),
    shows: `${phase.kind} ${only ?? ""} ${format.id} ${to}`,
    onLeave: () => abort.current.abort(),
  });

  const { actions } = view.decisions;
  return (
    <Box flexDirection="column">
      <Text wrap="truncate">
        policy {view.policy.name} v{view.policy.version}:{" "}
        <Text color="green">keep {count(actions.keep)}</Text> ·{" "}
        <Text color="yellow">review {count(actions.review)}</Text> ·{" "}
        <Text color="red">drop {count(actions.drop)}</Text>; verdicts outweigh it
      </Text>
      {only !== undefined && (
        <Text wrap="truncate">
          {pad("only", 8)}
          <Text bold>pairs of view {only}</Text> <Text dimColor>that pass as well</Text>
        </Text>
      )}
      <Text wrap="truncate">
        {pad("format", 8)}
        <Text bold>{format.id ?? "as it is"}</Text> <Text dimColor>{format.about}</Text>
      </Text>
      <Text wrap="truncate">
        {pad("to", 8)}
        <Text bold>{to}</Text>
      </Text>
      <Text> </Text>
      {phase.kind === "choosing" && <Choosing reason={phase.reason} />}
      {phase.kind === "running" && <Running {...shown} columns={size.columns} />}
      {phase.kind === "done" && <Done curated={phase.curated} to={to} list={state.list} height={height} />}
    </Box>
  );
}

function Choosing({ reason }: { readonly reason: string | null }) {
  return (
    <>
      {reason !== null && (
        <Hint color="red" wrap="wrap">
          {reason}
        </Hint>
      )}
      <Text dimColor wrap="wrap">
        Pairs that the policy leaves to people stay out until someone has judged them.
      </Text>
    </>
  );
}

function Running({
  state,
  seconds,
  columns,
}: {
  readonly state: Progress;
  readonly seconds: number;
  readonly columns: number;
}) {
  const line = useRef(progressTeller()).current;
  return (
    <>
      <Text color="cyan">{bar(shareDone(state), columns - 2)}</Text>
      <Text wrap="truncate">{line(state, seconds)}</Text>
    </>
  );
}

/** Events are many, frames are few. */
function useEvents(running: boolean) {
  const sum = useRef({ state: noProgress, since: 0 });
  const [shown, setShown] = useState({ state: noProgress, seconds: 0 });
  const emit = (event: Parameters<typeof progress>[1]) => {
    sum.current = { ...sum.current, state: progress(sum.current.state, event) };
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it adds to the sum, whichever of its frames made it
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(
      () => setShown({ state: sum.current.state, seconds: (Date.now() - sum.current.since) / 1000 }),
      FRAME_MS,
    );
    const hearNoMore = hearNetwork(emit);
    return () => {
      hearNoMore();
      clearInterval(timer);
    };
  }, [running]);
  return {
    shown,
    started: () => {
      sum.current = { state: { ...noProgress, note: "" }, since: Date.now() };
    },
    emit,
  };
}
