import type { DrawnModel } from "../../ledger/drawing.ts";
import type { Reason } from "../../process/reason.ts";
import type { GateState } from "./state.ts";

const why = (rule: string, reason: string): Reason => ({ rule, reason });

/** Why an entry says too little of what draws: no weights, or a training set without a name. */
export function emptyFault({
  model,
  weights,
  lineage,
}: Pick<DrawnModel, "model" | "weights" | "lineage">): Reason | null {
  if (Object.keys(weights).length === 0)
    return { rule: "no-weights", reason: `no weights of model ${model} are named` };
  if (lineage !== null && (lineage.dataset === "" || lineage.fingerprint === ""))
    return {
      rule: "empty-lineage",
      reason: `the training set of model ${model} has no name, or no fingerprint`,
    };
  return null;
}

/**
 * Why a model may not make pictures, as far as the ledger knows: no card of its training set, and no exception for
 * this very manifest that holds. Null where it may.
 */
export function standingFault(
  state: GateState,
  { model, manifest, lineage, exception }: Pick<DrawnModel, "model" | "manifest" | "lineage" | "exception">,
  at: number,
): Reason | null {
  if (exception === null)
    return lineage === null || lineage.cardSha256 === null
      ? why(
          "no-green-card",
          `model ${model} names no training set with a card, and no exception stands behind it`,
        )
      : null;
  return exceptionFault(state, { model, manifest, exception }, at);
}

/** Why no exception stands behind a model: it is for this very manifest, and holds. Null where one does. */
export function exceptionFault(
  state: GateState,
  {
    model,
    manifest,
    exception,
  }: { readonly model: string; readonly manifest: string; readonly exception: number },
  at: number,
): Reason | null {
  const found = state.exceptions.get(model);
  if (found?.seq !== exception || found.manifest !== manifest)
    return why("no-such-exception", `entry ${exception} is no exception for this manifest of ${model}`);
  return at < Date.parse(found.expires)
    ? null
    : why("exception-ended", `the exception for ${model} has ended`);
}
