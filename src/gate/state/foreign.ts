import { manifestDigest } from "../../digest/manifest.ts";
import type { DrawingStarted, DrawnModel } from "../../ledger/drawing.ts";
import type { GateEvent, GenerationStarted, Requested } from "../../ledger/event.ts";
import type { Reason } from "../../process/reason.ts";
import { isElsewhere } from "../elsewhere.ts";
import type { Allowed } from "../rules/allowed.ts";
import type { GateState } from "./state.ts";

/** Something in an entry that the gate's allow-list does not know. */
type Found = Reason | null;

const NEXT = "a steward adds what an installation has: sluice gate rules --allow";

function unknown(rule: string, what: string, digest: string): Reason {
  return { rule, reason: `${what} (${digest.slice(0, 12)}…) is not the gate's own; ${NEXT}` };
}

/** What of an entry is not the gate's own; empty where all is. */
export function foreignIn(allowed: Allowed, event: GateEvent): readonly Reason[] {
  switch (event.type) {
    case "request":
    case "prompt-blocked":
      return some(
        policyOf(allowed.policies.prompt, "prompt", event.policy),
        filtersOf(allowed.filters.prompt, "prompt", event.filters),
      );
    case "generation-started":
      return some(
        policyOf(allowed.policies.image, "image", event.policy),
        filtersOf(allowed.filters.image, "image", event.filters),
        modelOf(allowed, event),
        stagesOf(allowed, event),
      );
    case "submitted":
    case "image-rechecked":
      return some(
        policyOf(allowed.policies.image, "image", event.policy),
        filtersOf(allowed.filters.image, "image", event.filters),
      );
    case "drawing-started":
      return some(...ofDrawing(allowed, event));
    default:
      return [];
  }
}

/** What of a request its approver should know: besides what judged it, a model that no list and no exception names. */
export function foreignRequest(
  { rules, exceptions }: Pick<GateState, "rules" | "exceptions">,
  asked: Requested,
): readonly string[] {
  if (rules?.allowed == null) return [];
  const { model, manifest } = asked;
  const listed = rules.allowed.models.some((one) => one.id === model && one.manifest === manifest);
  const excepted = manifest !== undefined && exceptions.get(model)?.manifest === manifest;
  const words = foreignIn(rules.allowed, asked).map(({ reason }) => reason);
  if (listed) return words;
  if (isElsewhere(model))
    return [...words, "made elsewhere, as its submitter states: nothing of how is known here"];
  const of = manifest === undefined ? "" : ` (manifest ${manifest.slice(0, 12)}…)`;
  return [
    ...words,
    excepted
      ? `model ${model}${of} is not the gate's own: it draws by a steward's exception`
      : `model ${model}${of} is not the gate's own, and no exception stands behind it`,
  ];
}

function some(...found: readonly Found[]): readonly Reason[] {
  return found.flatMap((one) => one ?? []);
}

function policyOf(own: readonly string[], kind: string, digest: string): Found {
  return own.includes(digest) ? null : unknown("foreign-policy", `the policy that judges ${kind}s`, digest);
}

function filtersOf(own: readonly string[], kind: string, digest: string): Found {
  return own.includes(digest)
    ? null
    : unknown("foreign-filters", `what the filters that judge ${kind}s were`, digest);
}

/** A model under an exception is a steward's word for its very manifest. */
function modelOf(
  { models }: Allowed,
  { model, manifest, weights, exception }: Pick<DrawnModel, "model" | "manifest" | "weights" | "exception">,
): Found {
  if (exception !== null) return null;
  const own = models.find((one) => one.id === model && one.manifest === manifest);
  if (own === undefined) return unknown("foreign-model", `the manifest of model ${model}`, manifest);
  const digest = manifestDigest(weights);
  return own.weights === digest ? null : unknown("foreign-weights", `weights of model ${model}`, digest);
}

function stagesOf({ models }: Allowed, { manifest, stages = [], exception }: GenerationStarted): Found {
  if (stages.length === 0) return { rule: "no-stages", reason: "it names no stage of its model" };
  const own = models.find((one) => one.manifest === manifest);
  if (exception !== null || own === undefined || own.stages.join() === stages.join()) return null;
  return {
    rule: "foreign-stages",
    reason: `its stages are not those of model ${own.id}: ${own.stages.join(", ")}`,
  };
}

function ofDrawing(allowed: Allowed, { models, policies, promptFilters }: DrawingStarted): readonly Found[] {
  const { filters } = allowed;
  const judges = policies.image === null ? [promptFilters] : filters.image;
  return [
    policyOf(allowed.policies.prompt, "prompt", policies.prompt),
    policies.image === null ? null : policyOf(allowed.policies.image, "image", policies.image),
    filtersOf(filters.prompt, "prompt", promptFilters),
    ...models.flatMap((model) => [filtersOf(judges, "image", model.filters), modelOf(allowed, model)]),
  ];
}
