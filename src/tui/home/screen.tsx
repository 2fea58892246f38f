import { Box, Text } from "ink";
import { listModels } from "../../../models/index.ts";
import { findRuns } from "../../run/runs.ts";
import { type ListState, listKeys, listStart, moveList, moveTo } from "../../screens/kit/window.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { useLoaded } from "../kit/loading.tsx";
import { pad } from "../kit/text.ts";
import { type HomeEntry, homeEntries, nextStep } from "./entries.ts";

/** Datasets, runs and models, and what to do next. */
export function Home() {
  const { size, settings, go, say } = useInterface();
  const [list, setList] = useKept(
    (_: ListState, next: ListState) => next,
    () => ({ ...listStart, cursor: 1 }),
  );
  const loaded = useLoaded(
    async () => ({ runs: await findRuns(settings.runsFolder), models: await listModels() }),
    settings.runsFolder,
  );
  const { runs, models } = loaded.state === "ready" ? loaded.value : { runs: [], models: [] };
  const entries = loaded.state === "ready" ? homeEntries(runs, models, settings.runsFolder) : [];
  const height = Math.max(1, size.rows - 2);
  const at = isHeading(entries[list.cursor]) ? firstEntry(entries) : list.cursor;
  const chosen = entries[at];

  useFace({
    status: runs.length === 1 ? "1 run" : `${runs.length} runs`,
    command: chosen?.command ?? "sluice",
    waiting: loaded.state === "loading",
    bindings:
      loaded.state === "loading"
        ? []
        : [
            ...listKeys.map(({ keys, help, move }) => ({
              keys,
              help,
              action: () =>
                setList(
                  skipHeadings(
                    moveList({ ...list, cursor: at }, move, entries.length, height),
                    at,
                    entries,
                    height,
                  ),
                ),
            })),
            {
              keys: ["enter", "l", "right"],
              help: "open",
              bar: "open",
              action: () => {
                if (chosen?.route) go(chosen.route);
                else if (chosen) say(`${chosen.label}: ${chosen.detail}; in a shell: ${chosen.command}`);
              },
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

function isHeading(entry: HomeEntry | undefined): boolean {
  return entry === undefined || entry.kind === "heading";
}

function firstEntry(entries: readonly HomeEntry[]): number {
  return Math.max(
    0,
    entries.findIndex((entry) => !isHeading(entry)),
  );
}

/** The cursor rests on no heading: past one it goes on in the same direction, and shows the one above it. */
function skipHeadings(
  list: ListState,
  from: number,
  entries: readonly HomeEntry[],
  height: number,
): ListState {
  const step = list.cursor < from ? -1 : 1;
  let cursor = list.cursor;
  while (entries[cursor] && isHeading(entries[cursor])) cursor += step;
  if (!entries[cursor]) return { ...list, cursor: from };
  const shown = moveTo(list, cursor, entries.length, height);
  return isHeading(entries[cursor - 1])
    ? { cursor, top: Math.min(shown.top, Math.max(0, cursor - 1)) }
    : shown;
}
