import { printable } from "../../process/printable.ts";
import type { PlanItem, ReviewPlan } from "../../review/plan.ts";
import type { DecisionReceipt } from "../../run/questions/receipt.ts";
import { captionLines } from "../explore/detail.ts";
import { wrapped } from "../kit/wrap.ts";
import type { ReviewState } from "./state.ts";

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

/** What goes with the verdict, and what an adjudicator must know: opinions, not names. */
export function remarks({
  item,
  state,
  cluster,
  notes,
}: {
  readonly item: PlanItem;
  readonly state: Pick<ReviewState, "bulk" | "note">;
  readonly cluster: readonly string[];
  readonly notes: readonly string[];
}): readonly string[] {
  const opinions = (item.verdicts ?? []).map(({ verdict }) => verdict).sort();
  return [
    ...(opinions.length === 0 ? [] : [`reviewers said ${opinions.join(", ")}`]),
    ...(cluster.length === 0
      ? []
      : [
          `${state.bulk ? "with" : "a adds"} its ${cluster.length} near duplicate${cluster.length === 1 ? "" : "s"}`,
        ]),
    ...(state.bulk && cluster.length === 0 ? ["no near duplicates to judge with it"] : []),
    ...notes.map(printable),
    ...(state.note === "" ? [] : [`note: ${printable(state.note)}`]),
  ];
}

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

/** What to do once a queue is judged. */
export function nextSteps(folder: string): readonly string[] {
  return [
    `$ sluice calibrate ${folder} --filter nsfw-image`,
    `$ sluice agreement ${folder} once a second reviewer has judged`,
    `$ sluice curate ${folder} --to DIR`,
  ];
}
