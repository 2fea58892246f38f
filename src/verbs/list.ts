import { dueImages, dueLine } from "../gate/state/due.ts";
import { printable } from "../process/printable.ts";
import type { Reason } from "../process/reason.ts";
import { inside, nameIn, type OpenGate } from "./opened.ts";
import { workOf } from "./work.ts";

/** A request or an image, and what it waits for; its words are safe to print. */
export interface WorkLine {
  readonly kind: "request" | "image";
  /** As r12, or r12.0. */
  readonly id: string;
  readonly status: string;
  /** Whether a person must act. */
  readonly waits: boolean;
  /** The requester's pseudonym. */
  readonly requester: string;
  /** The requester's name. */
  readonly who: string;
  /** What is asked for, or why an image is where it is. */
  readonly what: string;
  /** The prompt of a request, in clear; null where it was redacted, and of images. */
  readonly prompt: string | null;
  /** Why an image may not be released; null where it may, and of requests. */
  readonly hindrance: Reason | null;
}

/** Everything that was asked for and made, each request before its images. */
export function listWork({ [inside]: { gate } }: OpenGate): readonly WorkLine[] {
  return workOf(gate.state).map(({ who, what, prompt, ...rest }) => ({
    ...rest,
    requester: who,
    who: nameIn(gate, who),
    what: printable(what),
    prompt: prompt === null ? null : printable(prompt),
  }));
}

/** Refused images whose days are over, and what to do about them in one line; null where none is due. */
export function dueWork({ [inside]: { gate, now } }: OpenGate): {
  readonly images: readonly string[];
  readonly line: string | null;
} {
  const at = now().getTime();
  return { images: dueImages(gate.state, at), line: dueLine(gate.state, at) };
}
