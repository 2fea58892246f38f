import { Box, Text } from "ink";
import { useEffect, useMemo } from "react";
import { type OpenedReview, openReview } from "../../actions/review.ts";
import { captionSeconds } from "../../exposure/ladder.ts";
import { count, decimals } from "../../process/figures.ts";
import type { PlanItem, ReviewQueue } from "../../review/plan.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { LabelFile } from "../../run/labels.ts";
import { bound, performShared } from "../../screens/kit/bound.ts";
import { otherQueue, reviewKeys } from "../../screens/review/keys.ts";
import type { QueueIntent } from "../../screens/review/press.ts";
import { queueNamed } from "../../screens/review/queue.ts";
import { breakDue, judged } from "../../screens/review/state.ts";
import { captionOf, reviewCommand, shownPair } from "../../screens/review/words.ts";
import { type Interface, useFace, useInterface } from "../kit/interface.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { useWays } from "../ways.ts";
import { Finished } from "./finished.tsx";
import { CAPTION_ROWS, Pair } from "./pair.tsx";
import { useFacts } from "./use-facts.ts";
import { useReview } from "./use-review.ts";

/** Judges pairs one by one, each hidden until the reviewer asks for more. */
export function Review({
  folder,
  queue,
}: {
  readonly folder: string;
  readonly queue: Partial<ReviewQueue> | undefined;
}) {
  const app = useInterface();
  const loaded = useLoaded(() => begin(app, folder, queue), folder);
  useEffect(() => {
    const images = loaded.state === "ready" ? loaded.value.images : null;
    return () => images?.close();
  }, [loaded]);
  const ways = useWays(folder);
  const other = bound([otherQueue], app, ({ text }: QueueIntent) =>
    performShared(queueNamed(text.trim(), folder), app),
  );
  return (
    <Opened loaded={loaded} meanwhile="drawing the queue…" ways={[...other, ...ways]}>
      {(opened) => <Pairs {...opened} />}
    </Opened>
  );
}

interface Begun extends OpenedReview {
  readonly view: DecidedRun;
  readonly labels: LabelFile;
}

async function begin(
  { openRun, openLabels, settings }: Interface,
  folder: string,
  queue: Partial<ReviewQueue> | undefined,
): Promise<Begun> {
  const view = await openRun(folder);
  const labels = await openLabels(folder);
  return { view, labels, ...(await openReview(view, labels.reviewer, queue, settings.data)) };
}

function Pairs({ view, labels, plan, images, reason }: Begun) {
  const app = useInterface();
  const { size, settings } = app;
  const facts = useFacts(view);
  const begun = { plan, labels, folder: view.folder };
  const captioned = (item: PlanItem | undefined) => {
    const receipt = item && facts.receipt(item.key);
    const lines = captionOf(receipt, false, size.columns).length;
    const seconds = captionSeconds(receipt?.caption ?? "", settings.limits);
    return { lines, lineRows: CAPTION_ROWS, seconds };
  };
  const { state, current, perform, drawn } = useReview(begun, facts.known, images !== null, captioned);
  const done = judged(state).length;
  const total = done + state.pending.length;
  const wanted = current?.key ?? null;
  const next = state.pending[1]?.key ?? null;
  useEffect(() => {
    facts.want(wanted);
    facts.want(next);
  }, [facts, wanted, next]);
  const known = current !== undefined && facts.receipt(current.key) !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a pair is drawn once, when its facts have come
  useEffect(() => {
    if (known) drawn(current.key);
  }, [known, wanted, done]);

  useFace({
    status: `${labels.reviewer} · ${count(done)}/${count(total)} · exposure ${decimals(state.spent, 1)}/${settings.limits.budget}`,
    command: reviewCommand(view.folder, plan),
    bindings: bound(reviewKeys(state, view.folder), app, perform),
    shows: known ? shownPair(current.key, state, settings.limits.judgeFrom) : null,
    onPanic: () => perform({ type: "pause" }),
    onReturn: () => perform({ type: "resume" }),
  });

  const troubles = useMemo(
    () => [
      ...(reason === "" ? [] : [`no images (:data URI says where the dataset lies now): ${reason}`]),
      ...(plan.troubles.length === 0
        ? []
        : [`${plan.troubles[0]}${plan.troubles.length > 1 ? `, and ${plan.troubles.length - 1} more` : ""}`]),
    ],
    [reason, plan],
  );
  const due = breakDue(state, settings.limits, settings.now().getTime());
  const lines = troubles.length + (due ? 1 : 0) + 1;
  return (
    <Box flexDirection="column">
      <Text dimColor wrap="truncate">
        {plan.role === "adjudicator" ? "adjudicating " : ""}
        {plan.about}
      </Text>
      {troubles.map((line) => (
        <Text key={line} color="red" wrap="truncate">
          {line}
        </Text>
      ))}
      {due && (
        <Text color="yellow" bold wrap="truncate">
          {count(state.given)} judged since the last break: press . and look away for two minutes
        </Text>
      )}
      {current === undefined ? (
        <Finished state={state} folder={view.folder} />
      ) : (
        <Pair
          item={current}
          state={state}
          receipt={facts.receipt(current.key)}
          cluster={facts.known(current.key).cluster}
          images={images}
          columns={size.columns}
          rows={size.rows - lines}
          onPictured={(rung) => drawn(current.key, rung)}
        />
      )}
    </Box>
  );
}
