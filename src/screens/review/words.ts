import { signals } from "../../../filters/policies.ts";
import { captionSeconds, type Limits } from "../../exposure/ladder.ts";
import { count, counted, decimals } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { PlanItem, ReviewPlan } from "../../review/plan.ts";
import type { DecisionReceipt } from "../../run/questions/receipt.ts";
import { captionLines, scoresShown } from "../explore/detail.ts";
import { theKey } from "../kit/hints.ts";
import { wrapped } from "../kit/wrap.ts";
import { SCORES } from "./press.ts";
import { breakDue, judged, type ReviewState } from "./state.ts";

/** The lines of a pair's caption, or what stands in its place. */
export function captionOf(
  receipt: DecisionReceipt | undefined,
  clear: boolean,
  columns: number,
): readonly string[] {
  if (receipt === undefined) return ["…"];
  if (receipt.error !== null) return wrapped(printable(receipt.error), columns);
  return captionLines(receipt.caption, clear, columns).map(({ text }) => text);
}

/** Lines of what is said beside a picture: what the policy says, rules that fire, scores, where in the picture. */
export function factCount({ rules, scores, where }: DecisionReceipt): number {
  return (
    1 + rules.filter(({ fired }) => fired).length + scoresShown(scores).length + (where === null ? 0 : 1)
  );
}

/** What goes with the verdict, and what an adjudicator must know: opinions, not names. */
export function remarks({
  item,
  state,
  cluster,
  notes,
}: {
  readonly item: PlanItem;
  readonly state: Pick<ReviewState, "note">;
  readonly cluster: readonly string[];
  readonly notes: readonly string[];
}): readonly string[] {
  const opinions = (item.verdicts ?? []).map(({ verdict }) => verdict).sort();
  return [
    ...(opinions.length === 0 ? [] : [`reviewers said ${opinions.join(", ")}`]),
    ...(cluster.length === 0
      ? []
      : [`${theKey("a")} opens its ${counted(cluster.length, "near duplicate")}`]),
    ...notes.map(printable),
    ...(state.note === "" ? [] : [`note: ${printable(state.note)}`]),
  ];
}

/** What of a caption lies below what is shown, or above it. */
export function moreOf(left: number, scroll: number): string {
  if (left > 0) return `… ${left} more, ${theKey("J")} scrolls`;
  return scroll > 0 ? `${theKey("K")}: back up` : "";
}

/** What stands where nothing of a pair is shown yet. */
export const SHOWS_MORE = `${theKey("space")} shows more: scores, edges, mosaic, greyscale, colour`;

/** What stands where a queue is empty. */
export const CHOOSES_ANOTHER = `${theKey("o")} chooses another one, such as: stratified image_nsfw`;

/** A pair, and whether enough of it is drawn for a verdict: who judged before that judged something else. */
export function shownPair(key: string, { shown, done }: ReviewState, judgeFrom: number): string {
  return `${key} ${done.length} ${shown.topRung >= judgeFrom ? "drawn" : "on its way"}`;
}

/** The same queue as a command line. @param name the command that opens it */
export function reviewCommand(folder: string, { asked }: Pick<ReviewPlan, "asked">, name = "review"): string {
  const { strategy, signal, cut, size, seed, view = "" } = asked;
  if (strategy === "view") return `sluice ${name} ${folder} --view ${view} --size ${size}`;
  const how = {
    flagged: "",
    clusters: "",
    adjudicate: "",
    around: ` --signal ${signal} --cut ${cut}`,
    stratified: ` --signal ${signal} --seed ${seed}`,
  }[strategy];
  return `sluice ${name} ${folder} --strategy ${strategy}${how} --size ${size}`;
}

/** What to do once a queue is judged: only of a random sample can be said what the scores mean. */
export function nextSteps(folder: string, { strategy, signal }: ReviewPlan["asked"]): readonly string[] {
  const filter = signals.find(({ id }) => id === signal)?.by;
  return [
    strategy === "stratified" && filter !== undefined
      ? `$ sluice calibrate ${shellWord(folder)} --filter ${filter}`
      : `$ sluice review ${shellWord(folder)} --strategy stratified for a random sample, which says what was missed`,
    `$ sluice agreement ${shellWord(folder)} once a second reviewer has judged`,
    `$ sluice curate ${shellWord(folder)} --to DIR`,
  ];
}

/** What hides by itself: whether it is revealed now, and seconds until it hides. */
export interface Hiding {
  readonly open: boolean;
  readonly seconds: number;
}

/** When what is revealed of a pair hides by itself: a longer caption stays longer, one that rests below the veil stays. */
export function hidingOf(
  { shown: { rung, caption, resting } }: Pick<ReviewState, "shown">,
  text: string | null | undefined,
  limits: Limits,
): { readonly image: Hiding; readonly caption: Hiding } {
  return {
    image: { open: rung > SCORES, seconds: limits.hideAfter },
    caption: { open: caption && !resting, seconds: captionSeconds(text ?? "", limits) },
  };
}

/** Who judges, how many are judged, and what was seen of it. */
export function reviewStatus(state: ReviewState, reviewer: string, limits: Limits): string {
  const done = judged(state).length;
  const all = `${count(done)}/${count(done + state.pending.length)}`;
  return `${reviewer} · ${all} · exposure ${decimals(state.spent, 1)}/${limits.budget}`;
}

/** What is wrong with the pictures and the labels, a line each. @param mend how the dataset's new place is said */
export function reviewTroubles(
  { troubles }: Pick<ReviewPlan, "troubles">,
  reason: string,
  mend: ":data" | "--data",
): readonly string[] {
  const [first] = troubles;
  const more = troubles.length > 1 ? `, and ${count(troubles.length - 1)} more` : "";
  return [...imageless(reason, mend), ...(first === undefined ? [] : [`${first}${more}`])];
}

/** Why there are no pictures; nothing where there are. */
export function imageless(reason: string, mend: ":data" | "--data"): readonly string[] {
  return reason === "" ? [] : [`no images (${mend} URI says where the dataset lies now): ${reason}`];
}

/** That a break is due; null where none is. */
export function breakLine(state: ReviewState, limits: Limits, now: number): string | null {
  if (!breakDue(state, limits, now)) return null;
  return `${count(state.given)} judged since the last break: press ${theKey(".")} and look away for two minutes`;
}
