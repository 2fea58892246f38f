import { Box, Text } from "ink";
import { useEffect, useMemo } from "react";
import { type OpenedReview, openReview } from "../../actions/review.ts";
import type { ReviewQueue } from "../../review/kept-queues.ts";
import type { PlanItem } from "../../review/plan.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { LabelFile } from "../../run/labels.ts";
import { bound, performShared } from "../../screens/kit/bound.ts";
import { otherQueue, reviewKeys } from "../../screens/review/keys.ts";
import type { QueueIntent } from "../../screens/review/press.ts";
import { queueNamed } from "../../screens/review/queue.ts";
import { judged } from "../../screens/review/state.ts";
import {
  breakLine,
  captionOf,
  factCount,
  reviewCommand,
  reviewStatus,
  reviewTroubles,
  shownPair,
} from "../../screens/review/words.ts";
import { type Interface, useFace, useInterface } from "../kit/interface.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { useWays } from "../ways.ts";
import { Finished } from "./finished.tsx";
import { CAPTION_ROWS, factRows, Pair } from "./pair.tsx";
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
  const troubles = useMemo(() => reviewTroubles(plan, reason, ":data"), [reason, plan]);
  const captioned = (item: PlanItem | undefined, rung: number) => {
    const receipt = item && facts.receipt(item.key);
    const lines = captionOf(receipt, false, size.columns).length;
    // Behind the caption's last line the facts scroll on.
    const rows = factRows(size.rows - troubles.length - 1);
    const beyond = receipt && rung > 0 ? factCount(receipt) - rows : 0;
    return {
      lines: Math.max(lines, CAPTION_ROWS) + Math.max(0, beyond),
      lineRows: CAPTION_ROWS,
      text: receipt?.caption ?? null,
    };
  };
  const { state, current, perform, drawn } = useReview(begun, facts.known, images !== null, captioned);
  const done = judged(state).length;
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
    status: reviewStatus(state, labels.reviewer, settings.limits),
    command: reviewCommand(view.folder, plan),
    bindings: bound(reviewKeys(state, view.folder), app, perform),
    shows: known ? shownPair(current.key, state, settings.limits.judgeFrom) : null,
    onPanic: () => perform({ type: "pause" }),
    onReturn: () => perform({ type: "resume" }),
  });

  const due = breakLine(state, settings.limits, settings.now().getTime());
  const lines = troubles.length + (due === null ? 0 : 1) + 1;
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
      {due !== null && (
        <Text color="yellow" bold wrap="truncate">
          {due}
        </Text>
      )}
      {current === undefined ? (
        <Finished state={state} folder={view.folder} asked={plan.asked} />
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
