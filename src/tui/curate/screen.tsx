import { Box, Text } from "ink";
import { useEffect, useRef, useState } from "react";
import { writers } from "../../../datasets/index.ts";
import { curate } from "../../pipelines/curate/curate.ts";
import type { Curated } from "../../pipelines/curate/summary.ts";
import { oneLine } from "../../process/errors.ts";
import { noProgress, type Progress, progress, progressLine } from "../../process/progress.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { reopenDataset } from "../../run/open-dataset.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { bar, count, pad } from "../kit/text.ts";
import { useWays } from "../ways.ts";

/** Milliseconds between two looks at the progress. */
const FRAME_MS = 200;

type State =
  | { readonly kind: "choosing"; readonly reason: string | null }
  | { readonly kind: "running" }
  | { readonly kind: "done"; readonly curated: Curated };

/** Writes what passed as a dataset: choose format and folder, watch, see what was left out and why. */
export function Curate({ folder }: { readonly folder: string }) {
  const { openRun } = useInterface();
  const loaded = useLoaded(() => openRun(folder), folder);
  return (
    <Opened loaded={loaded} meanwhile={`opening ${folder}`} ways={useWays(folder)}>
      {(view) => <Chosen view={view} />}
    </Opened>
  );
}

function Chosen({ view }: { readonly view: DecidedRun }) {
  const { settings, ask, size, say } = useInterface();
  const [format, setFormat] = useState(0);
  const [to, setTo] = useState(() => `curated/${view.folder.split("/").at(-1) ?? "dataset"}`);
  const [state, setState] = useState<State>({ kind: "choosing", reason: null });
  const { shown, emit, started } = useEvents(state.kind === "running");
  const abort = useRef(new AbortController());
  useEffect(() => () => abort.current.abort(), []);
  const writer = writers[format % writers.length] as (typeof writers)[number];

  const begin = async () => {
    abort.current = new AbortController();
    const { signal } = abort.current;
    setState({ kind: "running" });
    started();
    try {
      const dataset = await reopenDataset(view.run.inputs, view.folder, settings.data).catch(
        (error: unknown) => {
          throw new Error(`${oneLine(error)}; here: :data URI`, { cause: error });
        },
      );
      const options = { view, dataset, to, writer, unreviewed: "hold", subtract: new Set<string>() } as const;
      const curated = await curate(options, { now: settings.now, emit, signal });
      setState({ kind: "done", curated });
    } catch (error) {
      const reason = signal.aborted ? "stopped; ⏎ goes on after the last whole shard" : oneLine(error);
      setState({ kind: "choosing", reason });
    }
  };
  useFace({
    status: state.kind,
    command: `sluice curate ${view.folder} --policy ${view.policySource} --to ${to} --format ${writer.id}`,
    bindings:
      state.kind === "running"
        ? [
            {
              keys: ["x"],
              help: "stop; whole shards are kept",
              bar: "stop",
              action: () => abort.current.abort(),
            },
          ]
        : [
            { keys: ["enter"], help: "write the dataset", bar: "write", action: () => void begin() },
            {
              keys: ["f"],
              help: "another format",
              bar: "format",
              action: () => {
                setFormat(format + 1);
                setState({ kind: "choosing", reason: null });
              },
            },
            {
              keys: ["t"],
              help: "another folder",
              bar: "folder",
              action: () =>
                ask({
                  label: "to:",
                  initial: to,
                  onSubmit: (text) => {
                    if (text.trim() === "") return say("wanted a folder", "warning");
                    setTo(text.trim());
                    setState({ kind: "choosing", reason: null });
                  },
                }),
            },
          ],
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
      <Text wrap="truncate">
        {pad("format", 8)}
        <Text bold>{writer.id}</Text> <Text dimColor>{writer.about}</Text>
      </Text>
      <Text wrap="truncate">
        {pad("to", 8)}
        <Text bold>{to}</Text>
      </Text>
      <Text> </Text>
      {state.kind === "choosing" && <Choosing reason={state.reason} />}
      {state.kind === "running" && <Running {...shown} columns={size.columns} />}
      {state.kind === "done" && <Done curated={state.curated} to={to} rows={size.rows - 7} />}
    </Box>
  );
}

function Choosing({ reason }: { readonly reason: string | null }) {
  return (
    <>
      {reason !== null && (
        <Text color="red" wrap="wrap">
          {reason}
        </Text>
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
  return (
    <>
      <Text color="cyan">{bar(state.shardsDone / Math.max(1, state.shards), columns - 2)}</Text>
      <Text wrap="truncate">{progressLine(state, seconds)}</Text>
    </>
  );
}

function Done({
  curated: { pairs, reasons, remarks },
  to,
  rows,
}: {
  readonly curated: Curated;
  readonly to: string;
  readonly rows: number;
}) {
  return (
    <>
      <Text wrap="truncate">
        {count(pairs.before)} pairs before, <Text bold>{count(pairs.written)} written</Text>,{" "}
        {count(pairs.removed)} removed, {count(pairs.held)} held
      </Text>
      {reasons.slice(0, Math.max(1, rows - 3 * remarks.length)).map(({ rule, state, pairs: n, about }) => (
        <Text key={`${state} ${rule}`} wrap="truncate">
          {pad(count(n), 9, "right")} <Text color={state === "held" ? "yellow" : "red"}>{pad(state, 8)}</Text>
          {rule} <Text dimColor>{about}</Text>
        </Text>
      ))}
      {remarks.map((remark) => (
        <Text key={remark} color="yellow" wrap="wrap">
          {remark}
        </Text>
      ))}
      <Text wrap="truncate">
        written to {to}; {to}/removed.parquet says why the others are not in it
      </Text>
    </>
  );
}

/** Events are many, frames are few. */
function useEvents(running: boolean) {
  const sum = useRef({ state: noProgress, since: 0 });
  const [shown, setShown] = useState({ state: noProgress, seconds: 0 });
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(
      () => setShown({ state: sum.current.state, seconds: (Date.now() - sum.current.since) / 1000 }),
      FRAME_MS,
    );
    return () => clearInterval(timer);
  }, [running]);
  return {
    shown,
    started: () => {
      sum.current = { state: { ...noProgress, note: "" }, since: Date.now() };
    },
    emit: (event: Parameters<typeof progress>[1]) => {
      sum.current = { ...sum.current, state: progress(sum.current.state, event) };
    },
  };
}
