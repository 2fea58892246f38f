import { Box, Text } from "ink";
import { useState } from "react";
import { listModels } from "../../../models/index.ts";
import { findRuns } from "../../explore/runs.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { useLoaded } from "../kit/loading.tsx";
import { pad } from "../kit/text.ts";
import { listKeys, listStart, moveList } from "../kit/window.ts";
import { type HomeEntry, homeEntries, nextStep } from "./entries.ts";

/** Datasets, runs and models, and what to do next. */
export function Home() {
  const { size, settings, go } = useInterface();
  const [list, setList] = useState({ ...listStart, cursor: 1 });
  const loaded = useLoaded(
    async () => ({ runs: await findRuns(settings.runsFolder), models: await listModels() }),
    settings.runsFolder,
  );
  const { runs, models } = loaded.state === "ready" ? loaded.value : { runs: [], models: [] };
  const entries = homeEntries(runs, models, settings.runsFolder);
  const height = Math.max(1, size.rows - 2);
  const at = entries[list.cursor]?.route ? list.cursor : entries.findIndex(({ route }) => route !== null);
  const chosen = entries[at];

  useFace({
    status: `${runs.length} runs`,
    command: chosen?.route?.screen === "audit" ? `sluice audit ${chosen.route.uri}` : "sluice",
    bindings: [
      ...listKeys.map(({ keys, help, move }) => ({
        keys,
        help,
        action: () =>
          setList(skipHeadings(moveList({ ...list, cursor: at }, move, entries.length, height), at, entries)),
      })),
      {
        keys: ["enter", "l", "right"],
        help: "open",
        bar: "open",
        action: () => chosen?.route && go(chosen.route),
      },
    ],
  });

  if (loaded.state === "failed") return <Text color="red">{loaded.reason}</Text>;
  return (
    <Box flexDirection="column">
      <Text bold wrap="truncate">
        {loaded.state === "loading" ? "looking for runs" : nextStep(runs)}
      </Text>
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
        {pad(` ${detail}`, columns - Math.min(34, Math.floor(columns / 2)))}
      </Text>
    </Text>
  );
}

/** The cursor rests on lines that can be opened: past a heading it goes on in the same direction. */
function skipHeadings(
  list: { readonly cursor: number; readonly top: number },
  from: number,
  entries: readonly HomeEntry[],
): { readonly cursor: number; readonly top: number } {
  const step = list.cursor < from ? -1 : 1;
  let cursor = list.cursor;
  while (entries[cursor] && !entries[cursor]?.route) cursor += step;
  if (!entries[cursor]) return { ...list, cursor: from };
  return { cursor, top: cursor <= 1 ? 0 : Math.min(list.top, cursor) };
}
