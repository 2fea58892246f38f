import { foreignRequest } from "../gate/state/foreign.ts";
import { type GateState, type ImageState, type RequestState, releaseHindrance } from "../gate/state/state.ts";
import type { Reason } from "../process/reason.ts";

/** A request or an image, and what it waits for. Words of people are not made safe to print here. */
export interface WorkItem {
  readonly kind: "request" | "image";
  /** `r12` or `r12.0`. */
  readonly id: string;
  readonly status: string;
  /** Whether a person must act. */
  readonly waits: boolean;
  /** The requester's id. */
  readonly who: string;
  /** The prompt of a request; null where it was redacted, and of images. */
  readonly prompt: string | null;
  /** What is asked for, or why an image is where it is. */
  readonly what: string;
  /** Why an image may not be released; null where it may, and of requests. */
  readonly hindrance: Reason | null;
}

/** Everything that was asked for and made, each request before its images. */
export function workOf(state: GateState): readonly WorkItem[] {
  return [...state.requests.values()].flatMap((request) => [
    requestItem(state, request),
    ...request.images.flatMap((id) => {
      const image = state.images.get(id);
      return image === undefined ? [] : [imageItem(state, image)];
    }),
  ]);
}

function requestItem(state: GateState, { id, status, requester, asked, expires }: RequestState): WorkItem {
  const ended = expires !== null && state.clock >= expires && status !== "done" && status !== "denied";
  return {
    kind: "request",
    id,
    status: ended ? "ended" : status,
    waits: status === "waiting",
    who: requester,
    prompt: asked.prompt.value ?? null,
    what: [`${asked.images} × ${asked.model}`, ...foreignRequest(state, asked)].join("; "),
    hindrance: null,
  };
}

function imageItem(state: GateState, image: ImageState): WorkItem {
  const { id, requester, judged } = image;
  const hindrance = releaseHindrance(state, image);
  const status = imageStatus(image, hindrance);
  return {
    kind: "image",
    id,
    status,
    waits: status === "review" || status === "passed",
    who: requester,
    prompt: null,
    what: `${madeElsewhere(state, image)}${judged.verdict === "pass" ? (hindrance?.reason ?? "may be released") : judged.rules.join(", ")}`,
    hindrance,
  };
}

function madeElsewhere({ requests }: GateState, { request }: ImageState): string {
  const stated = requests.get(request)?.stated ?? null;
  return stated === null ? "" : `made elsewhere, by "${stated}" as stated; `;
}

function imageStatus(image: ImageState, hindrance: Reason | null): string {
  if (image.released) return "released";
  if (image.destroyed) return "destroyed";
  if (image.judged.verdict !== "pass") return image.judged.verdict === "fault" ? "fault" : "blocked";
  if ([...image.verdicts.values()].includes("reject")) return "rejected";
  return hindrance === null ? "passed" : "review";
}
