import type { GateEvent, ImageJudged } from "../../ledger/event.ts";
import { rootOf, sameHash } from "../../ledger/merkle.ts";
import { oneLine } from "../../process/errors.ts";
import type { Reason } from "../../process/reason.ts";
import { rosterFault } from "../roster/fault.ts";
import { readRules } from "../rules/engine.ts";
import { type GateState, granted, type ImageState, manifestFault, releaseHindrance } from "./state.ts";

function why(rule: string, reason: string): Reason {
  return { rule, reason };
}

/**
 * Why the state machine does not allow an event, whatever the rules say; null where it does. Here stands what no
 * change of rules can loosen: nothing unreviewed, blocked or destroyed is ever released.
 * @param at by the ledger's clock, milliseconds
 */
export function hindrance(state: GateState, actor: string, event: GateEvent, at: number): Reason | null {
  const seq = state.leaves.length;
  if (seq === 0 && event.type !== "roster-changed")
    return why("begins-with-roster", "a ledger begins with its roster");
  if (seq === 1 && event.type !== "rules-changed")
    return why("then-its-rules", "the second entry of a ledger is its rules");
  switch (event.type) {
    case "roster-changed":
      return rosterFault(event.people, state.people, at);
    case "rules-changed":
      return rulesFault(state, event.files);
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
      return startFault(state, event, at);
    case "image-judged":
      return judgementFault(state, event, at);
    case "reveal":
      return keptFault(state.images.get(event.image));
    case "image-reviewed":
      return reviewFault(state.images.get(event.image), actor, event.verdict, event.rung);
    case "release":
      return releaseFault(state, event);
    case "sheet":
      return sheetFault(state, event.images);
    case "destroyed":
      return destroyFault(state.images.get(event.image));
    case "exception":
      return Date.parse(event.expires) <= at
        ? why("ended-already", "the exception would have ended already")
        : null;
    case "checkpoint":
      return event.size === seq && sameHash(rootOf(state.leaves), Buffer.from(event.root, "hex"))
        ? null
        : why("checkpoint-of-others", "the checkpoint is not of the entries before it");
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
  if (!granted(request, at))
    return request.expires !== null && at >= request.expires
      ? why("grant-ended", `the grant of request ${event.request} has ended`)
      : why("not-granted", `request ${event.request} is ${request.status}, not granted`);
  if (request.asked.model !== event.model)
    return why("another-model", `request ${event.request} is for ${request.asked.model}`);
  const other = manifestFault(request, event.manifest);
  if (other !== null) return other;
  if (event.exception === null)
    return event.lineage === null || event.lineage.cardSha256 === null
      ? why(
          "no-green-card",
          `model ${event.model} names no training set with a card, and no exception stands behind it`,
        )
      : null;
  const exception = state.exceptions.get(event.model);
  if (exception?.seq !== event.exception || exception.manifest !== event.manifest)
    return why(
      "no-such-exception",
      `entry ${event.exception} is no exception for this manifest of ${event.model}`,
    );
  return at < Date.parse(exception.expires)
    ? null
    : why("exception-ended", `the exception for ${event.model} has ended`);
}

function judgementFault(state: GateState, event: ImageJudged, at: number): Reason | null {
  const { request: id, index, verdict, stages, sealed, content, receipt, rules } = event;
  const request = state.requests.get(id);
  if (request?.status !== "generating") return why("not-generating", `request ${id} is not generating`);
  if (!granted(request, at)) return why("grant-ended", `the grant of request ${id} has ended`);
  if (index >= request.asked.images)
    return why("more-than-asked", `request ${id} asked for ${request.asked.images} images`);
  if (state.images.has(`${id}.${index}`))
    return why("judged-already", `image ${id}.${index} was judged already`);
  if (verdict === "pass") {
    if (stages.length === 0 || stages.some((stage) => stage.verdict !== "pass"))
      return why("stage-not-passed", `image ${id}.${index} did not pass at every stage`);
    return sealed === null || content === null || receipt === null
      ? why("not-sealed", `image ${id}.${index} passed, but is not in the quarantine with its receipt`)
      : null;
  }
  return rules.length === 0
    ? why("no-rule-named", `image ${id}.${index} did not pass, but no rule is named`)
    : null;
}

function keptFault(image: ImageState | undefined): Reason | null {
  if (image === undefined) return why("no-such-image", "there is no such image");
  return image.judged.sealed === null || image.destroyed
    ? why("nothing-kept", "nothing is kept of it")
    : null;
}

function reviewFault(
  image: ImageState | undefined,
  person: string,
  verdict: "pass" | "reject",
  rung: number,
): Reason | null {
  if (image === undefined) return why("no-such-image", "there is no such image");
  if (image.released !== null) return why("released-already", "it was released already");
  if (image.judged.verdict !== "pass")
    return why("filters-blocked", "the filters blocked it: there is nothing to decide");
  if (verdict === "reject") return null;
  const kept = keptFault(image);
  if (kept) return kept;
  const seen = image.revealed.get(person) ?? 0;
  return seen < rung || seen === 0 ? why("not-seen", `the reviewer opened it up to rung ${seen} only`) : null;
}

function releaseFault(state: GateState, event: Extract<GateEvent, { type: "release" }>): Reason | null {
  const image = state.images.get(event.image);
  if (image === undefined) return why("no-such-image", "there is no such image");
  const reason = releaseHindrance(state, image);
  if (reason) return reason;
  return image.judged.receipt === event.receipt
    ? null
    : why("another-receipt", "the receipt is not the one of its judgement");
}

function sheetFault(state: GateState, images: readonly string[]): Reason | null {
  if (new Set(images).size < images.length) return why("twice-on-it", "an image stands on it twice");
  for (const id of images) {
    const image = state.images.get(id);
    if (image === undefined || image.released === null)
      return why("not-released", `image ${id} was not released`);
    const reason = releaseHindrance(state, image);
    if (reason) return why(reason.rule, `image ${id} may not leave again: ${reason.reason}`);
  }
  return null;
}

function destroyFault(image: ImageState | undefined): Reason | null {
  const kept = keptFault(image);
  if (kept || image === undefined) return kept;
  const refused = image.judged.verdict !== "pass" || [...image.verdicts.values()].includes("reject");
  return refused || image.released !== null
    ? null
    : why("waits-for-reviewer", "it was neither refused nor released: what waits for a reviewer is kept");
}
