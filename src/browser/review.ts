import { factsOfPair, openReview, type PairFacts } from "../actions/review.ts";
import { oneLine } from "../process/errors.ts";
import { count } from "../process/figures.ts";
import type { ReviewQueue } from "../review/kept-queues.ts";
import type { PlanItem } from "../review/plan.ts";
import { bound } from "../screens/kit/bound.ts";
import { theKey } from "../screens/kit/hints.ts";
import { reviewHand } from "../screens/review/carry-out.ts";
import { reviewKeys } from "../screens/review/keys.ts";
import { appearing, type ReviewIntent, SCORES, UNKNOWN } from "../screens/review/press.ts";
import { judged, type ReviewAction, review, reviewStart } from "../screens/review/state.ts";
import {
  breakLine,
  CHOOSES_ANOTHER,
  captionOf,
  hidingOf,
  nextSteps,
  reviewCommand,
  reviewStatus,
  reviewTroubles,
  shownPair,
} from "../screens/review/words.ts";
import { heldPictures } from "./held-picture.ts";
import { pairBody } from "./pair-body.ts";
import { rehide } from "./rehide.ts";
import type { Face, Screen, Shell } from "./screen.ts";

/** Longest side of a picture, in pixels: what a page shows on a dense screen. */
const MOST = 1200;

/**
 * Judges pairs one by one, each hidden until the reviewer asks for more: what the terminal's screen does, by the same
 * state, keys and outcomes.
 * @throws CliError (exit code 2) when the run lacks what the queue goes by
 */
export async function openReviewScreen(
  shell: Shell,
  queue: Partial<ReviewQueue> | undefined,
): Promise<Screen> {
  const { view, labels, settings } = shell;
  const { limits } = settings;
  const { plan, images, reason } = await openReview(view, labels.reviewer, queue, settings.data);
  const now = () => settings.now().getTime();
  let state = reviewStart(plan, labels.reviewer, settings.now());
  let open = true;
  /** Which appearance of a pair was drawn already. */
  let appeared = "";
  const facts = new Map<string, PairFacts>();
  const asked = new Set<string>();
  const pictures = images === null ? null : heldPictures(images, shell.changed);
  const hideImage = rehide(() => perform({ type: "hide", part: "image" }), now);
  const hideCaption = rehide(() => perform({ type: "hide", part: "caption" }), now);

  const want = (item: PlanItem | undefined): void => {
    if (item === undefined || asked.has(item.key)) return;
    asked.add(item.key);
    factsOfPair(view, item.key).then(
      (found) => {
        facts.set(item.key, found);
        if (open) refresh();
      },
      (error: unknown) => {
        asked.delete(item.key);
        if (open) shell.say(oneLine(error), "warning");
      },
    );
  };
  /** After each change: what is revealed has its time, and the pictures that are shown are made. */
  const refresh = (): void => {
    const [current, next] = state.pending;
    want(current);
    want(next);
    const { rung, touched } = state.shown;
    const receipt = current && facts.get(current.key)?.receipt;
    const { image, caption } = hidingOf(state, receipt?.caption, limits);
    hideImage.watch(image.open, touched, image.seconds);
    hideCaption.watch(caption.open, touched, caption.seconds);
    const shown = current !== undefined && rung > SCORES && receipt !== undefined;
    pictures?.want(
      shown
        ? [{ ...placeOf(current), rung, width: MOST, height: MOST, part: receipt.where?.part ?? null }]
        : [],
    );
    shell.changed();
  };
  const dispatch = (action: ReviewAction): void => {
    state = review(state, action);
    refresh();
  };
  const hand = reviewHand(plan, () => ({
    ...{ go: shell.go, say: shell.say, ask: shell.ask, now, dispatch },
    // What waits for a line on disk is drawn once it is there.
    append: (record) => labels.append(record).finally(shell.changed),
  }));
  const perform = (intent: ReviewIntent): void => {
    if (!open) return;
    const [current] = state.pending;
    const { columns, lines: lineRows } = shell.size();
    const receipt = current && facts.get(current.key)?.receipt;
    hand.perform(intent, state, {
      ...{ folder: view.folder, limits, lineRows },
      known: (current && facts.get(current.key)) ?? UNKNOWN,
      pictured: pictures !== null,
      lines: captionOf(receipt, state.shown.caption, columns).length,
    });
  };
  const shows = (): string | null => {
    const [current] = state.pending;
    return current !== undefined && facts.has(current.key)
      ? shownPair(current.key, state, limits.judgeFrom)
      : null;
  };
  const face = (): Face => {
    const [current] = state.pending;
    const due = breakLine(state, limits, now());
    return {
      status: reviewStatus(state, labels.reviewer, limits),
      command: reviewCommand(view.folder, plan),
      warnings: [...reviewTroubles(plan, reason, "--data"), ...(due === null ? [] : [due])],
      body:
        current === undefined
          ? { kind: "lines", lines: finished() }
          : pairBody(current, {
              about: `${plan.role === "adjudicator" ? "adjudicating " : ""}${plan.about}`,
              ...{ state, facts: facts.get(current.key), size: shell.size() },
              picture: pictures === null ? noImages(reason) : pictures.frame(current.key),
            }),
      bindings: bound(reviewKeys(state, view.folder), shell, perform),
      shows: shows(),
      stands: facts.has(current?.key ?? "") ? `${current?.key}` : null,
      unsaved: null,
    };
  };
  const finished = (): readonly string[] => {
    const done = judged(state);
    if (done.length === 0) return ["Nothing to judge: the queue is empty.", CHOOSES_ANOTHER];
    const of = (verdict: string) => done.filter((one) => one.verdict === verdict).length;
    return [
      `All ${count(done.length)} judged: ${of("keep")} keep, ${of("drop")} drop, ${of("unsure")} unsure. ${theKey("z")} takes the last one back.`,
      ...nextSteps(view.folder, plan.asked),
    ];
  };
  refresh();
  return {
    face,
    writing: () => hand.writing() > 0,
    drawn(told, ids) {
      const [current] = state.pending;
      if (!open || current === undefined || told === null || told !== shows()) return;
      for (const id of ids) {
        const wanted = pictures?.wanted(id);
        if (wanted?.key === current.key)
          dispatch({ type: "pictured", key: current.key, rung: wanted.rung, now: now() });
      }
      const appearance = `${current.key} ${state.done.length}`;
      if (appearance === appeared) return;
      appeared = appearance;
      dispatch({ type: "drawn", key: current.key, now: now() });
      for (const intent of appearing(limits)) perform(intent);
    },
    picture: (id) => pictures?.png(id),
    hidesIn() {
      const left = [hideImage.left(), hideCaption.left()].filter((one) => one !== null);
      return left.length === 0 ? null : Math.min(...left);
    },
    cover: () => perform({ type: "pause" }),
    uncover: () => perform({ type: "resume" }),
    save: null,
    close() {
      open = false;
      hideImage.watch(false, "", 0);
      hideCaption.watch(false, "", 0);
      pictures?.want([]);
      images?.close();
    },
  };
}

function placeOf({ key, shard, row }: PlanItem): {
  readonly key: string;
  readonly shard: string;
  readonly row: number;
} {
  return { key, shard, row };
}

function noImages(reason: string) {
  return { state: "none", words: `no images: ${reason}` } as const;
}
