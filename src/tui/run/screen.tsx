import { Box, Text } from "ink";
import { useMemo } from "react";
import { summariseRun } from "../../actions/open-run.ts";
import { count, counted } from "../../process/figures.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { Summary } from "../../run/summary.ts";
import { bound, performShared } from "../../screens/kit/bound.ts";
import type { RunIntent } from "../../screens/kit/ways.ts";
import { listStart, type Move } from "../../screens/kit/window.ts";
import { clusterLines } from "../../screens/run/cluster-lines.ts";
import { runKeys } from "../../screens/run/keys.ts";
import { glanceLines } from "../../screens/run/lines.ts";
import { type Drill, drilled, glance } from "../../screens/run/state.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { performOnRun, useWays } from "../ways.ts";
import { GlanceText } from "./glance-text.tsx";
import { useStatus } from "./use-status.ts";

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
  const [list, dispatch] = useKept(glance, () => listStart);
  const status = useStatus(view.folder, summary.standing.state === "sealed");
  const lines = useMemo(
    () => [...(status === null ? [] : clusterLines(status)), ...glanceLines(summary)],
    [status, summary],
  );
  const height = Math.max(1, app.size.rows - HEAD);
  const { actions } = view.decisions;
  const { folder } = view;
  const perform = (intent: RunIntent | Move | Drill) => {
    if (intent.type === "move") return dispatch({ ...intent, total: lines.length, height });
    if (intent.type !== "drill") return performOnRun(intent, app);
    for (const effect of drilled(lines[list.cursor], folder).effects) performShared(effect, app);
  };

  useFace({
    status: lines.length > height ? `${list.cursor + 1}/${counted(lines.length, "line")}` : "",
    command: `sluice report ${shellWord(folder)} --policy ${shellWord(view.policySource)}`,
    shows: `run ${folder}`,
    bindings: bound(runKeys(folder, view.missing.length > 0), app, perform),
  });

  return (
    <Box flexDirection="column" width={app.size.columns}>
      <Text wrap="truncate">
        {counted(summary.pairs, "pair")} in {summary.shards.length} of {counted(summary.shardsTotal, "shard")}{" "}
        · {count(summary.errors)} with errors · {summary.device}
      </Text>
      <Text wrap="truncate">
        <Text color="green">keep {count(actions.keep)}</Text> ·{" "}
        <Text color="yellow">review {count(actions.review)}</Text> ·{" "}
        <Text color="red">drop {count(actions.drop)}</Text>
      </Text>
      {lines.slice(list.top, list.top + height).map((line, i) => (
        <GlanceText key={line.id} line={line} chosen={list.top + i === list.cursor} />
      ))}
    </Box>
  );
}
