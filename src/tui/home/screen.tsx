import { Box, Text } from "ink";
import { listModels } from "../../actions/models/weights.ts";
import { listRuns } from "../../actions/open-run.ts";
import { counted } from "../../process/figures.ts";
import { type HomeEntry, homeEntries, nextStep } from "../../screens/home/entries.ts";
import { type HomeIntent, homeKeys, performed } from "../../screens/home/keys.ts";
import { home, homeStart, restingAt } from "../../screens/home/state.ts";
import { bound, performShared } from "../../screens/kit/bound.ts";
import { Hint, useKeyNames } from "../kit/hint.tsx";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { useLoaded } from "../kit/loading.tsx";
import { pad } from "../kit/text.ts";

/** Datasets, runs and models, and what to do next. */
export function Home() {
  const app = useInterface();
  const { size, settings } = app;
  const [list, dispatch] = useKept(home, () => homeStart);
  const loaded = useLoaded(
    async () => ({ runs: await listRuns(settings.runsFolder), models: await listModels() }),
    settings.runsFolder,
  );
  const { runs, models } = loaded.state === "ready" ? loaded.value : { runs: [], models: [] };
  const entries = loaded.state === "ready" ? homeEntries(runs, models, settings.runsFolder) : [];
  const height = Math.max(1, size.rows - 2);
  const at = restingAt(list, entries);
  const chosen = entries[at];
  const perform = (intent: HomeIntent) => {
    if (intent.type === "move") dispatch({ ...intent, entries, height });
    else if (chosen !== undefined) performShared(performed(chosen, intent, settings.runsFolder), app);
  };

  useFace({
    status: counted(runs.length, "run"),
    command: chosen?.command ?? "sluice",
    waiting: loaded.state === "loading",
    // Opening a dataset begins an audit: what is opened was seen.
    shows: loaded.state === "loading" ? null : "the list",
    bindings: loaded.state === "loading" ? [] : bound(homeKeys, app, perform),
  });

  if (loaded.state === "failed") return <Text color="red">{loaded.reason}</Text>;
  return (
    <Box flexDirection="column">
      <Hint bold wrap="truncate">
        {loaded.state === "loading" ? "looking for runs" : nextStep(runs)}
      </Hint>
      <Text> </Text>
      {entries.slice(list.top, list.top + height).map((entry, i) => (
        <EntryLine
          key={`${entry.kind} ${entry.label}`}
          entry={entry}
          chosen={list.top + i === at}
          columns={size.columns}
        />
      ))}
    </Box>
  );
}

function EntryLine({
  entry: { kind, label, detail, warning },
  chosen,
  columns,
}: {
  readonly entry: HomeEntry;
  readonly chosen: boolean;
  readonly columns: number;
}) {
  const named = useKeyNames();
  if (kind === "heading")
    return (
      <Text wrap="truncate">
        <Text bold color="cyan">
          {label}
        </Text>
        <Text dimColor> {detail}</Text>
      </Text>
    );
  return (
    <Text inverse={chosen} wrap="truncate">
      {pad(`  ${label}`, Math.min(34, Math.floor(columns / 2)))}
      <Text dimColor={!warning} {...(warning ? { color: "red" } : {})}>
        {pad(` ${named(detail)}`, columns - Math.min(34, Math.floor(columns / 2)))}
      </Text>
    </Text>
  );
}
