import type { Submitted } from "../../ledger/submitted.ts";
import type { Reason } from "../../process/reason.ts";
import { elsewhereClaim, isElsewhere } from "../elsewhere.ts";
import { exceptionFault } from "./standing.ts";
import { type GateState, grantFault, manifestFault } from "./state.ts";

const why = (rule: string, reason: string): Reason => ({ rule, reason });

/** Why a picture made elsewhere is not taken in: it needs a grant, an exception, and a name that claims nothing of ours. */
export function submittedFault(state: GateState, event: Submitted, at: number): Reason | null {
  const { request: id, model, manifest, stated } = event;
  const request = state.requests.get(id);
  const claim = elsewhereClaim(stated);
  if (!isElsewhere(model) || claim.id !== model || claim.manifest !== manifest)
    return why("another-statement", `"${stated}" is not what the model ${model} is said to be`);
  if (request === undefined) return why("no-such-request", `there is no request ${id}`);
  const closed = grantFault(request, at);
  if (closed !== null) return closed;
  if (request.asked.model !== model)
    return why("another-model", `request ${id} is for ${request.asked.model}`);
  if (request.asked.images !== 1) return why("more-than-one", `request ${id} is for more than one picture`);
  return manifestFault(request, manifest) ?? exceptionFault(state, event, at);
}

/** Nothing is drawn here by a model that draws elsewhere; null for every other one. */
export function drawnElsewhereFault(model: string): Reason | null {
  return isElsewhere(model)
    ? why(
        "made-elsewhere",
        `${model} draws elsewhere: its pictures are submitted, and nothing is drawn with it`,
      )
    : null;
}
