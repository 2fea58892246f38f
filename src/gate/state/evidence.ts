import type { GateEvent } from "../../ledger/event.ts";
import type { Reason } from "../../process/reason.ts";
import { foreignIn } from "./foreign.ts";
import type { GateState } from "./state.ts";

/** What cannot be while nobody signed what may judge and draw. */
const resting: ReadonlySet<GateEvent["type"]> = new Set<GateEvent["type"]>([
  "request",
  "prompt-blocked",
  "generation-started",
  "submitted",
  "drawing-started",
  "image-rechecked",
  "release",
]);

const noList: Reason = {
  rule: "no-allow-list",
  reason:
    "the rules of this gate name no policies, filters and models that are its own, so that nothing holds them; a steward signs a list of what the installation has: sluice gate rules --allow",
};

/** What an event rests on that is not the gate's own, or that there is no list of what is; null where all is on it. */
export function foreignFault({ rules }: GateState, event: GateEvent, version: number): Reason | null {
  if (rules?.allowed == null) return version > 2 && resting.has(event.type) ? noList : null;
  return foreignIn(rules.allowed, event)[0] ?? null;
}

/**
 * Why an image may not leave by what the ledger says of its making: something that judged or drew it is not, or no
 * longer, on the list, or somebody passed it without running the filters again.
 */
export function evidenceFault(state: GateState, id: string): Reason | null {
  const image = state.images.get(id);
  const request = image && state.requests.get(image.request);
  const { allowed } = state.rules ?? {};
  if (image === undefined || request === undefined || allowed == null) return null;
  for (const event of [request.asked, ...request.starts]) {
    const [foreign] = foreignIn(allowed, event);
    if (foreign !== undefined) return foreign;
  }
  const unchecked = [...image.verdicts].find(
    ([who, verdict]) => verdict === "pass" && image.rechecks.get(who) !== null,
  );
  return unchecked === undefined
    ? null
    : {
        rule: "not-rechecked",
        reason: `the output filters were not run again on image ${id} by who passed it: they look once more`,
      };
}

/** Why a sheet may not show one of its images once more; null where all may leave again. */
export function sheetEvidenceFault(state: GateState, images: readonly string[]): Reason | null {
  for (const id of images) {
    const fault = evidenceFault(state, id);
    if (fault !== null)
      return { rule: fault.rule, reason: `image ${id} may not leave again: ${fault.reason}` };
  }
  return null;
}
