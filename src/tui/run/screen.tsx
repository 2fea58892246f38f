import { Box, Text } from "ink";
import { useReducer } from "react";
import { summariseRun } from "../../actions/open-run.ts";
import { count, percent } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { Summary } from "../../run/summary.ts";
import type { RunIntent } from "../../screens/kit/ways.ts";
import { listStart, type Move } from "../../screens/kit/window.ts";
import { runKeys } from "../../screens/run/keys.ts";
import { glance } from "../../screens/run/state.ts";
import { bound } from "../kit/bound.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { bar, pad } from "../kit/text.ts";
import { performOnRun, useWays } from "../ways.ts";

/** One run at a glance: counts, what each rule does, rates, and the ways to the other screens. */
export function Run({ folder }: { readonly folder: string }) {
  const { openRun } = useInterface();
  const loaded = useLoaded(async () => {
    const view = await openRun(folder);
    return { view, summary: await summariseRun(view) };
  }, folder);
  return (
    <Opened loaded={loaded} meanwhile={`opening ${folder}`} ways={useWays(folder)}>
      {(opened) => <Glance {...opened} />}
    </Opened>
  );
}

/** Rows above the list. */
const HEAD = 2;

function Glance({ summary, view }: { readonly summary: Summary; readonly view: DecidedRun }) {
  const app = useInterface();
  const [list, dispatch] = useReducer(glance, listStart);
  const lines = [...ruleLines(view), ...rateLines(summary), ...coverageTexts(summary)];
  const height = Math.max(1, app.size.rows - HEAD);
  const stops = Math.max(1, lines.length - height + 1);
  const { actions } = view.decisions;
  const { folder, policy } = view;
  const perform = (intent: RunIntent | Move) =>
    intent.type === "move" ? dispatch({ ...intent, stops }) : performOnRun(intent, app);

  useFace({
    status: `policy ${policy.name} v${policy.version}${stops > 1 ? ` · ${Math.min(lines.length, list.cursor + height)}/${lines.length} lines` : ""}`,
    command: `sluice report ${folder} --policy ${view.policySource}`,
    bindings: bound(runKeys(folder, view.missing.length > 0), app, perform),
  });

  return (
    <Box flexDirection="column" width={app.size.columns}>
      <Text wrap="truncate">
        {count(summary.pairs)} pairs in {summary.shards.length} of {summary.shardsTotal} shards ·{" "}
        {count(summary.errors)} with errors · {summary.device}
      </Text>
      <Text wrap="truncate">
        <Text color="green">keep {count(actions.keep)}</Text> ·{" "}
        <Text color="yellow">review {count(actions.review)}</Text> ·{" "}
        <Text color="red">drop {count(actions.drop)}</Text>
      </Text>
      {lines.slice(list.cursor, list.cursor + height)}
    </Box>
  );
}

function ruleLines({ decisions: { rules, skipped } }: DecidedRun) {
  return [
    <Text key="rules" bold>
      Rules
    </Text>,
    ...rules.filter(fired).map(({ id, action, pairs, reason }) => (
      <Text key={`rule ${id}`} wrap="truncate">
        {pad(count(pairs), 9, "right")} <Text color={colourOf[action]}>{pad(action, 7)}</Text>
        {id}
        <Text dimColor> {reason}</Text>
      </Text>
    )),
    ...(rules.every(fired)
      ? []
      : [
          <Text key="not fired" dimColor wrap="truncate">
            {pad("0", 9, "right")} pairs each:{" "}
            {rules
              .filter((rule) => !fired(rule))
              .map(({ id }) => id)
              .join(", ")}
          </Text>,
        ]),
    ...skipped.map(({ id, missing }) => (
      <Text key={`skipped ${id}`} dimColor wrap="truncate">
        {pad("–", 9, "right")} not judged: {id} (no {missing.join(", ")})
      </Text>
    )),
  ];
}

function fired({ pairs }: { readonly pairs: number }): boolean {
  return pairs > 0;
}

function rateLines({ rates }: Summary) {
  const middle = rates.filter(({ cut, n }) => n > 0 && (cut === 0.5 || cut >= 1));
  return [
    <Text key="rates" bold>
      Rates, 95 % interval
    </Text>,
    ...middle
      .filter(({ k }) => k > 0)
      .map(({ signal, cut, rate, low, high }) => (
        <Text key={`rate ${signal} ${cut}`} wrap="truncate">
          {pad(`${signal} ≥ ${cut}`, 30)}
          <Text color="yellow">{bar(rate ?? 0, 12)}</Text> {percent(rate)} [{percent(low)}, {percent(high)}]
        </Text>
      )),
    ...middle
      .filter(({ k }) => k === 0)
      .map(({ signal, cut, n, high }) => (
        <Text key={`none ${signal} ${cut}`} dimColor wrap="truncate">
          {pad(`${signal} ≥ ${cut}`, 30)}not detected in {count(n)} (at most {percent(high)})
        </Text>
      )),
  ];
}

function coverageTexts({ coverage }: Summary) {
  if (coverage === null) return [];
  return [
    <Text key="coverage" bold>
      Coverage
    </Text>,
    ...coverage.lines.map((line) => (
      <Text key={`coverage ${line}`} wrap="truncate">
        {printable(line)}
      </Text>
    )),
  ];
}

const colourOf = { keep: "green", review: "yellow", drop: "red" } as const;
