import type { PairFacts } from "../actions/review.ts";
import { rungs } from "../exposure/ladder.ts";
import { printable } from "../process/printable.ts";
import type { PlanItem } from "../review/plan.ts";
import type { DecisionReceipt } from "../run/questions/receipt.ts";
import { scoreDrawn, scoresShown } from "../screens/explore/detail.ts";
import { SCORES } from "../screens/review/press.ts";
import type { ReviewState } from "../screens/review/state.ts";
import { captionOf, moreOf, remarks, SHOWS_MORE } from "../screens/review/words.ts";
import type { FrameFacts, FramePair, FramePicture, Size } from "./frame.ts";

/** One pair as the page draws it: nothing that is not shown leaves the server. */
export function pairBody(
  item: PlanItem,
  {
    about,
    state,
    facts,
    size,
    picture,
  }: {
    readonly about: string;
    readonly state: ReviewState;
    /** Undefined until they have come. */
    readonly facts: PairFacts | undefined;
    readonly size: Size;
    readonly picture: FramePicture | null;
  },
): FramePair {
  const { rung, caption: clear, scroll } = state.shown;
  const receipt = facts?.receipt;
  const lines = captionOf(receipt, clear, size.columns);
  const shown = lines.slice(scroll, scroll + size.lines);
  const left = lines.length - scroll - shown.length;
  return {
    kind: "pair",
    about,
    rungs,
    rung,
    key: printable(item.key),
    caption: shown,
    clear,
    more: moreOf(left, scroll),
    hint: SHOWS_MORE,
    remarks: remarks({ item, state, cluster: facts?.cluster ?? [], notes: receipt?.notes ?? [] }).join(" · "),
    picture: rung > SCORES ? picture : null,
    facts: rung >= SCORES && receipt !== undefined ? factsOf(receipt) : null,
  };
}

function factsOf({ action, rules, scores, where }: DecisionReceipt): FrameFacts {
  const fired = rules.filter((rule) => rule.fired);
  return {
    says: `the policy says ${action}${fired.length === 0 ? ": no rule fires" : ""}`,
    rules: fired.map(({ id, reason, decides }) => ({ id, reason, decides })),
    scores: scoresShown(scores).map((score) => {
      const { share, figure } = scoreDrawn(score);
      const { id, cuts, reached } = score;
      return { id, text: figure, share, cuts: share === null ? [] : cuts, reached };
    }),
    where: where?.line ?? null,
  };
}
