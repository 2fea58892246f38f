import { Box, Text } from "ink";
import type { RunView } from "../../explore/run-view.ts";
import { type Summary, summarise } from "../../summary/summary.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { Failure, useLoaded } from "../kit/loading.tsx";
import { bar, count, pad, percent } from "../kit/text.ts";

/** One run at a glance: counts, what each rule does, rates, and the doors to the other screens. */
export function Run({ folder }: { readonly folder: string }) {
  const { size, go, openRun } = useInterface();
  const loaded = useLoaded(async () => {
    const view = await openRun(folder);
    return { view, summary: await summarise(folder, view.query, view.decisions) };
  }, folder);
  const ready = loaded.state === "ready" ? loaded.value : null;
  const { uri, complete } = stateOf(ready);

  useFace({
    status: ready ? `policy ${ready.view.policy.name} v${ready.view.policy.version}` : "",
    command: `sluice report ${folder}`,
    bindings: [
      ...(["explore", "review", "scrub", "curate", "card"] as const).map((screen) => ({
        keys: [doors[screen]],
        help: helpOf[screen],
        bar: screen === "scrub" ? "thresholds" : screen,
        action: () => go({ screen, folder }),
      })),
      ...(ready && !complete
        ? [
            {
              keys: ["a"],
              help: "go on with the audit",
              bar: "go on",
              action: () => go({ screen: "audit", uri, out: folder }),
            },
          ]
        : []),
    ],
  });

  if (loaded.state === "failed")
    return (
      <Failure reason={loaded.reason}>
        <Text dimColor>a shard that is damaged is redone: delete its file, then sluice audit … again</Text>
      </Failure>
    );
  if (ready === null) return <Text dimColor>opening {folder}</Text>;
  return <Glance summary={ready.summary} view={ready.view} rows={size.rows} columns={size.columns} />;
}

/** Keys that open a run's other screens. */
const doors = { explore: "e", review: "r", scrub: "t", curate: "c", card: "d" } as const;

const helpOf = {
  explore: "look at pairs and scores",
  review: "judge pairs, one by one",
  scrub: "move a threshold and see what flips",
  curate: "write what passed as a dataset",
  card: "document the dataset: questions, evidence, documents",
} as const;

function stateOf(ready: { readonly summary: Summary } | null) {
  const summary = ready?.summary;
  return {
    uri: summary?.run.inputs.uri ?? "",
    complete: summary !== undefined && summary.shards.length === summary.shardsTotal,
  };
}

function Glance({
  summary,
  view,
  rows,
  columns,
}: {
  readonly summary: Summary;
  readonly view: RunView;
  readonly rows: number;
  readonly columns: number;
}) {
  const { actions, rules, skipped } = view.decisions;
  const flagged = summary.rates.filter(({ cut, k }) => k > 0 && (cut === 0.5 || cut >= 1));
  const clean = summary.rates.filter(({ cut, k, n }) => k === 0 && n > 0 && (cut === 0.5 || cut >= 1));
  const lines = [
    ...rules.map(({ id, action, pairs, reason }) => (
      <Text key={`rule ${id}`} wrap="truncate">
        {pad(count(pairs), 9, "right")} <Text color={colourOf[action]}>{pad(action, 7)}</Text>
        {id}
        <Text dimColor> {reason}</Text>
      </Text>
    )),
    ...skipped.map(({ id, missing }) => (
      <Text key={`skipped ${id}`} dimColor wrap="truncate">
        {pad("–", 9, "right")} not judged: {id} (no {missing.join(", ")})
      </Text>
    )),
  ];
  const rates = flagged.map(({ signal, cut, rate, low, high }) => (
    <Text key={`rate ${signal}`} wrap="truncate">
      {pad(`${signal} ≥ ${cut}`, 30)}
      <Text color="yellow">{bar(rate ?? 0, 12)}</Text> {percent(rate)} [{percent(low)}, {percent(high)}]
    </Text>
  ));
  const room = Math.max(4, rows - 5);
  const forRules = Math.min(lines.length, Math.max(3, room - rates.length - 2));
  return (
    <Box flexDirection="column" width={columns}>
      <Text wrap="truncate">
        {count(summary.pairs)} pairs in {summary.shards.length} of {summary.shardsTotal} shards ·{" "}
        {count(summary.errors)} with errors · {summary.device}
      </Text>
      <Text wrap="truncate">
        <Text color="green">keep {count(actions.keep)}</Text> ·{" "}
        <Text color="yellow">review {count(actions.review)}</Text> ·{" "}
        <Text color="red">drop {count(actions.drop)}</Text>
      </Text>
      <Text bold>Rules</Text>
      {lines.slice(0, forRules)}
      {forRules < lines.length && <Text dimColor> … and {lines.length - forRules} more: sluice decide</Text>}
      <Text bold>Rates, 95 % interval</Text>
      {rates.slice(0, Math.max(1, room - forRules - 2))}
      <Text dimColor wrap="truncate">
        not detected at these cuts: {clean.map(({ signal }) => signal).join(", ") || "–"}
      </Text>
    </Box>
  );
}

const colourOf = { keep: "green", review: "yellow", drop: "red" } as const;
