import type { Version } from "../../ledger/entry.ts";
import type { Change, GateEvent } from "../../ledger/event.ts";
import { rootOf, sameHash } from "../../ledger/merkle.ts";
import { oneLine } from "../../process/errors.ts";
import type { Reason } from "../../process/reason.ts";
import { rosterFault, twoAloneFault } from "../roster/fault.ts";
import { readRules } from "../rules/engine.ts";
import { cardFault } from "./card-signatures.ts";
import { drawingFault, drawingRevealFault, endFault } from "./drawings.ts";
import { evidenceFault, sheetEvidenceFault } from "./evidence.ts";
import {
  destroyFault,
  judgementFault,
  keptFault,
  overrideFault,
  releaseFault,
  reviewFault,
  sheetFault,
} from "./image-faults.ts";
import { drawnElsewhereFault, submittedFault } from "./legal-submitted.ts";
import { backs, consentFault, enactmentFault, proposalFault, vetoFault } from "./proposals.ts";
import { uncheckedFault } from "./recheck.ts";
import { recoveryFault } from "./recovery.ts";
import { fewPeopleFault, otherNameFault } from "./same-person.ts";
import { emptyFault, standingFault } from "./standing.ts";
import { type GateState, grantFault, manifestFault } from "./state.ts";
import { aloneFault } from "./stewards.ts";

function why(rule: string, reason: string): Reason {
  return { rule, reason };
}

/**
 * Why the state machine does not allow an event, whatever the rules say; null where it does. Here stands what no
 * change of rules can loosen: nothing unreviewed, blocked or destroyed is ever released.
 * @param at by the ledger's clock, milliseconds
 * @param version of the entry, whose checks hold for it
 */
export function hindrance(
  state: GateState,
  actor: string,
  event: GateEvent,
  at: number,
  version: Version,
): Reason | null {
  const seq = state.leaves.length;
  if (seq === 0 && event.type !== "roster-changed")
    return why("begins-with-roster", "a ledger begins with its roster");
  if (seq === 1 && event.type !== "rules-changed")
    return why("then-its-rules", "the second entry of a ledger is its rules");
  const recovering = recoveryFault(state, actor, event, at, version);
  if (recovering !== null) return recovering;
  switch (event.type) {
    case "roster-changed":
    case "rules-changed":
      return (
        (version > 1 && seq > 1 ? aloneFault(state, at, version) : null) ??
        changeFault(state, event, at, version)
      );
    case "proposal":
      return proposalFault(state, at, version) ?? changeFault(state, event.change, at, version);
    case "consent":
      if (version < 3 && backs(state, actor, event.proposal))
        return why("no-steward", "only stewards agree to it");
      return consentFault(state, actor, event.proposal, at, version, (change) =>
        changeFault(state, change, at, version),
      );
    case "veto":
      return vetoFault(state, actor, event.proposal, at, version);
    case "enactment":
      return enactmentFault(state, event.proposal, at, version, (change) =>
        changeFault(state, change, at, version),
      );
    case "request":
    case "prompt-blocked":
      return state.manifestsNamed && event.manifest === undefined
        ? why("manifest-not-named", "a request names its model's manifest")
        : null;
    case "approval":
      return approvalFault(state, event, at);
    case "denial":
      return denialFault(state, event.request);
    case "generation-started":
      return (
        drawnElsewhereFault(event.model) ??
        (version < 2 ? null : emptyFault(event)) ??
        startFault(state, event, at)
      );
    case "submitted":
      return submittedFault(state, event, at);
    case "drawing-started":
      return drawingFault(state, event, at);
    case "drawing-revealed":
      return drawingRevealFault(state, actor, event);
    case "drawing-ended":
      return endFault(state, actor, event);
    case "image-judged":
      return judgementFault(state, event, at);
    case "image-rechecked":
      return keptFault(state.images.get(event.image));
    case "reveal": {
      const image = state.images.get(event.image);
      return keptFault(image) ?? uncheckedFault(state, image, actor, version);
    }
    case "image-reviewed":
      return (
        reviewFault(state.images.get(event.image), actor, event) ??
        (version < 2 ? null : overrideFault(state.images.get(event.image), actor, event)) ??
        (version < 4 || event.verdict === "reject"
          ? null
          : otherNameFault(state, state.images.get(event.image), actor)) ??
        (version < 3 || event.verdict === "reject"
          ? null
          : uncheckedFault(state, state.images.get(event.image), actor, version))
      );
    case "release":
      return (
        releaseFault(state, event) ??
        (version < 3 ? null : evidenceFault(state, event.image)) ??
        (version < 4 ? null : fewPeopleFault(state, event.image))
      );
    case "sheet":
      return (
        sheetFault(state, event.images) ??
        (version < 3 ? null : sheetEvidenceFault(state, event.images)) ??
        (version < 5 ? null : (event.images.map((id) => fewPeopleFault(state, id)).find(Boolean) ?? null))
      );
    case "destroyed":
      return destroyFault(state.images.get(event.image));
    case "exception":
    case "clock-set":
      return (version > 2 ? aloneFault(state, at, version) : null) ?? changeFault(state, event, at, version);
    case "checkpoint":
      return event.size === seq && sameHash(rootOf(state.leaves), Buffer.from(event.root, "hex"))
        ? null
        : why("checkpoint-of-others", "the checkpoint is not of the entries before it");
    case "repaired":
      return null;
    case "card-signed":
      return cardFault(state, actor, event);
  }
}

function changeFault(state: GateState, change: Change, at: number, version: Version): Reason | null {
  switch (change.type) {
    case "roster-changed":
      return (
        rosterFault(change.people, state.people, at) ??
        (version < 4 ? null : twoAloneFault(change.people, at, version))
      );
    case "rules-changed":
      return rulesFault(state, change.files);
    case "exception":
      return Date.parse(change.expires) <= at
        ? why("ended-already", "the exception would have ended already")
        : null;
    case "clock-set":
      return null;
  }
}

function rulesFault(state: GateState, files: Readonly<Record<string, string>>): Reason | null {
  try {
    const { settings } = readRules(files);
    const was = state.rules?.settings.development ?? settings.development;
    if (settings.development !== was)
      return why(
        "development-stays",
        "a development gate stays one, and another never becomes one: begin a new gate",
      );
    return null;
  } catch (cause) {
    return why("unsound-rules", oneLine(cause));
  }
}

function approvalFault(
  state: GateState,
  { request: id, expires }: Extract<GateEvent, { type: "approval" }>,
  at: number,
): Reason | null {
  const request = state.requests.get(id);
  if (request === undefined) return why("no-such-request", `there is no request ${id}`);
  if (request.status !== "waiting")
    return why("not-waiting", `request ${id} is ${request.status}, not waiting`);
  const most = at + (state.rules?.settings.grantHours ?? 0) * 3_600_000;
  const end = Date.parse(expires);
  if (end > most)
    return why("grant-too-long", `a grant lasts ${state.rules?.settings.grantHours ?? 0} hours at most`);
  return end <= at ? why("ended-already", "the grant would have ended already") : null;
}

function denialFault(state: GateState, id: string): Reason | null {
  const request = state.requests.get(id);
  if (request === undefined) return why("no-such-request", `there is no request ${id}`);
  return request.status === "denied" || request.status === "done"
    ? why("over-already", `request ${id} is ${request.status} already`)
    : null;
}

function startFault(
  state: GateState,
  event: Extract<GateEvent, { type: "generation-started" }>,
  at: number,
): Reason | null {
  const request = state.requests.get(event.request);
  if (request === undefined) return why("no-such-request", `there is no request ${event.request}`);
  const closed = grantFault(request, at);
  if (closed !== null) return closed;
  if (request.asked.model !== event.model)
    return why("another-model", `request ${event.request} is for ${request.asked.model}`);
  return manifestFault(request, event.manifest) ?? standingFault(state, event, at);
}
