import type { GateEvent } from "../../ledger/event.ts";
import type { ImageJudged, ImageReviewed } from "../../ledger/image-events.ts";
import { counted } from "../../process/figures.ts";
import type { Reason } from "../../process/reason.ts";
import { type GateState, granted, type ImageState, releaseHindrance } from "./state.ts";

function why(rule: string, reason: string): Reason {
  return { rule, reason };
}

/** Why an image's judgement cannot stand. */
export function judgementFault(state: GateState, event: ImageJudged, at: number): Reason | null {
  const { request: id, index, verdict, stages, sealed, content, receipt, rules } = event;
  const request = state.requests.get(id);
  if (request?.status !== "generating") return why("not-generating", `request ${id} is not generating`);
  if (!granted(request, at)) return why("grant-ended", `the grant of request ${id} has ended`);
  if (index >= request.asked.images)
    return why("more-than-asked", `request ${id} asked for ${counted(request.asked.images, "image")}`);
  if (state.images.has(`${id}.${index}`))
    return why("judged-already", `image ${id}.${index} was judged already`);
  const strange = request.stages === null ? null : strangeStage(request.stages, event);
  if (strange !== null) return why("unknown-stage", `image ${id}.${index}: ${strange}`);
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

/** What of an image's stages is not as its generation began: each is known, in order, and a pass went to the last. */
function strangeStage(known: readonly string[], { stages, verdict }: ImageJudged): string | null {
  const places = stages.map(({ stage }) => known.indexOf(stage));
  const unknown = places.indexOf(-1);
  if (unknown >= 0) return `its generation has no stage "${stages[unknown]?.stage ?? ""}"`;
  if (places.some((place, i) => i > 0 && place <= (places[i - 1] ?? 0))) return "its stages are out of order";
  return verdict === "pass" && places.at(-1) !== known.length - 1 ? "it passed before the last stage" : null;
}

/** Why nothing of an image can be opened. */
export function keptFault(image: ImageState | undefined): Reason | null {
  if (image === undefined) return why("no-such-image", "there is no such image");
  return image.judged.sealed === null || image.destroyed
    ? why("nothing-kept", "nothing is kept of it")
    : null;
}

/** Why a verdict cannot stand. */
export function reviewFault(
  image: ImageState | undefined,
  person: string,
  { verdict, rung }: ImageReviewed,
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

/** A rejection stands until somebody else overrides it, with a reason. */
export function overrideFault(
  image: ImageState | undefined,
  person: string,
  { verdict, override }: ImageReviewed,
): Reason | null {
  if (image === undefined || (verdict === "reject" && override === undefined)) return null;
  if (verdict === "reject") return why("nothing-to-override", "a rejection overrides nothing");
  if (image.verdicts.get(person) === "reject")
    return why(
      "own-rejection",
      "a rejection stands until another reviewer overrides it with a reason: nobody takes back their own",
    );
  return override === undefined || [...image.verdicts.values()].includes("reject")
    ? null
    : why("nothing-to-override", "nobody rejected it");
}

/** Why an image may not leave. */
export function releaseFault(
  state: GateState,
  event: Extract<GateEvent, { type: "release" }>,
): Reason | null {
  const image = state.images.get(event.image);
  if (image === undefined) return why("no-such-image", "there is no such image");
  const reason = releaseHindrance(state, image);
  if (reason) return reason;
  return image.judged.receipt === event.receipt
    ? null
    : why("another-receipt", "the receipt is not the one of its judgement");
}

/** Why images may not leave together, once more. */
export function sheetFault(state: GateState, images: readonly string[]): Reason | null {
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

/** Why an image stays. */
export function destroyFault(image: ImageState | undefined): Reason | null {
  const kept = keptFault(image);
  if (kept || image === undefined) return kept;
  const refused = image.judged.verdict !== "pass" || [...image.verdicts.values()].includes("reject");
  return refused || image.released !== null
    ? null
    : why("waits-for-reviewer", "it was neither refused nor released: what waits for a reviewer is kept");
}
