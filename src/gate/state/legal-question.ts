import type { DrawingStarted } from "../../ledger/drawing.ts";
import { parsePublicKey } from "../../ledger/keys/public-key.ts";
import { questionSignedBy } from "../../ledger/question.ts";
import type { Reason } from "../../process/reason.ts";
import type { GateState } from "./state.ts";

const why = (rule: string, reason: string): Reason => ({ rule, reason });

/** Why an audit does not answer an outsider's question: it is theirs, signed, and answered once. Null where it does. */
export function questionFault(
  state: GateState,
  { purpose, asked, counts }: Pick<DrawingStarted, "purpose" | "asked" | "counts">,
): Reason | null {
  if ((asked !== undefined) !== (purpose === "audit"))
    return why("question-of-audit", "an audit answers a question, and nothing else does");
  if (asked === undefined) return null;
  const key = state.people.get(asked.by)?.keys.find(({ id }) => id === asked.key);
  if (key?.status !== "active")
    return why("anothers-question", "the key that signed it is none of who is said to ask");
  if (!questionSignedBy(asked, state.origin, parsePublicKey(key.public)))
    return why("question-not-signed", "its signature is not of this question to this gate");
  if ([...state.drawings.values()].some(({ started }) => started.asked?.question === asked.question))
    return why("question-asked-already", "this question was asked already; another one is another set");
  return counts.judged === asked.prompts && counts.images <= asked.prompts * asked.images
    ? null
    : why("other-than-asked", "it judges or draws other than what was asked");
}

/** Prompts that a person handed in over the last days, under all their names. */
export function promptsAsked(
  { drawings }: GateState,
  names: readonly string[],
  at: number,
  days: number,
): number {
  const since = at - days * 86_400_000;
  return [...drawings.values()]
    .filter((drawing) => names.includes(drawing.started.asked?.by ?? "") && drawing.at > since)
    .reduce((sum, { started }) => sum + started.counts.judged, 0);
}
