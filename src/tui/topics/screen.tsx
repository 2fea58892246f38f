import { Box, Text } from "ink";
import { useState } from "react";
import type { Topic } from "../../looking/meaning/topics.ts";
import type { VectorsOf } from "../../looking/meaning/vectors.ts";
import { count, counted } from "../../process/figures.ts";
import { shellWord } from "../../process/shell-word.ts";
import { bound, performShared } from "../../screens/kit/bound.ts";
import { listStart, type Move } from "../../screens/kit/window.ts";
import { type Drill, drilled, glance } from "../../screens/run/state.ts";
import { otherTopics, topicKeys } from "../../screens/topics/keys.ts";
import { topicLines } from "../../screens/topics/lines.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { GlanceText } from "../run/glance-text.tsx";
import { useWays } from "../ways.ts";

/** What a run's captions are about, or its pictures show: topics with counts and flag rates, each of which opens its pairs. */
export function Topics({
  folder,
  over = "captions",
}: {
  readonly folder: string;
  readonly over?: VectorsOf | undefined;
}) {
  const app = useInterface();
  const { openRun, reread } = app;
  const { clip, data } = app.settings;
  const [done, setDone] = useState("");
  const [isOpen, setOpen] = useState(false);
  const loaded = useLoaded(async () => {
    const view = await openRun(folder);
    setOpen(true);
    // What looks by meaning loads a model's runtime: no other screen waits for it.
    const { topicColumn, topicsOf } = await import("../../looking/meaning/topics.ts");
    const had = view.columns.some(({ name }) => name === topicColumn(over));
    const { topics } = await topicsOf(view, {
      ...{ over, clip, data },
      onProgress: (n, total) => setDone(`embedded ${count(n)} of ${count(total)} ${over}, once for this run`),
    });
    // The run as others have it open lacks the column that is new.
    if (!had) await reread(folder);
    return { topics };
  }, `${over} ${folder}`);
  const meanwhile = over === "captions" ? `what ${folder} is about…` : `what pictures of ${folder} show…`;
  const ways = useWays(folder);
  // Where the run opened, no other policy and no further audit brings the topics that failed.
  const other = bound([otherTopics(folder, over)], app, () => {});
  return (
    <Opened loaded={loaded} meanwhile={done || meanwhile} ways={isOpen ? other : ways}>
      {({ topics }) => <List folder={folder} over={over} topics={topics} />}
    </Opened>
  );
}

/** Rows above the list. */
const HEAD = 1;

function List({
  folder,
  over,
  topics,
}: {
  readonly folder: string;
  readonly over: VectorsOf;
  readonly topics: readonly Topic[];
}) {
  const app = useInterface();
  const [list, dispatch] = useKept(glance, () => listStart);
  const lines = topicLines(topics);
  const height = Math.max(1, app.size.rows - HEAD);
  const perform = (intent: Move | Drill) => {
    if (intent.type === "move") return dispatch({ ...intent, total: lines.length, height });
    for (const effect of drilled(lines[list.cursor], folder).effects) performShared(effect, app);
  };
  useFace({
    status: counted(topics.length, "topic"),
    command: `sluice topics ${shellWord(folder)}${over === "images" ? " --over images" : ""}`,
    bindings: bound(topicKeys(folder, over), app, perform),
  });
  return (
    <Box flexDirection="column" width={app.size.columns}>
      <Text dimColor wrap="truncate">
        {over === "images"
          ? "pictures alike, named by clear captions; shares: what the policy does not keep"
          : "by words of captions below the veil; shares are of what the policy does not keep"}
      </Text>
      {lines.slice(list.top, list.top + height).map((line, i) => (
        <GlanceText key={line.id} line={line} chosen={list.top + i === list.cursor} />
      ))}
    </Box>
  );
}
