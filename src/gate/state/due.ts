import { othersOf } from "./delay.ts";
import { isByRecovery, recoveryLines } from "./recovery.ts";
import type { GateState } from "./state.ts";
import { stewardsOf } from "./stewards.ts";

const DAY = 86_400_000;

/** Refused images whose days are over. @param at milliseconds */
export function dueImages(state: GateState, at: number): readonly string[] {
  const days = state.rules?.settings.destroyAfterDays ?? Number.POSITIVE_INFINITY;
  return [...state.images.values()]
    .filter(({ judged, destroyed, verdicts, at: since }) => {
      const refused = judged.verdict !== "pass" || [...verdicts.values()].includes("reject");
      return judged.sealed !== null && !destroyed && refused && at - since >= days * DAY;
    })
    .map(({ id }) => id);
}

/** What to do about them, in one line; null where none is due. */
export function dueLine(state: GateState, at: number): string | null {
  const { length } = dueImages(state, at);
  if (length === 0) return null;
  const [what, its] = length === 1 ? ["refused image is", "its"] : ["refused images are", "their"];
  return `${length} ${what} due, ${its} days being over; a steward destroys them: sluice gate destroy`;
}

/** What whoever opens the gate should know. @param at milliseconds */
export function openingLines(state: GateState, at: number): readonly string[] {
  const due = dueLine(state, at);
  const waiting = [...recoveryLines(state), ...waitingLines(state, at)];
  return [...aloneLines(state, at), ...waiting, ...(due === null ? [] : [due])];
}

/** Two stewards of a gate from before, with nobody beside them: said while both can still agree. */
function aloneLines(state: GateState, at: number): readonly string[] {
  return stewardsOf(state, at).length === 2 && othersOf(state, at).length === 0
    ? [
        "two stewards have nobody beside them, so nothing comes by a delay: where one key is lost, people and rules change no more, but for what a recovery key asks; while both can agree, enrol somebody in any role: sluice gate enrol NAME --role auditor --public …",
      ]
    : [];
}

/** What comes by a delay unless it is vetoed: who should veto it is told. */
function waitingLines(state: GateState, at: number): readonly string[] {
  if (stewardsOf(state, at).length !== 2) return [];
  return [...state.proposals.values()]
    .filter((one) => one.status === "open" && one.changes === state.changes && !isByRecovery(state, one))
    .map(
      ({ id }) =>
        `a change waits (${id}, see sluice gate proposals): of two stewards it comes after its hours unless the other one vetoes it`,
    );
}
