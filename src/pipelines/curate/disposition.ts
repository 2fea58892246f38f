import type { Action } from "../../../filters/policies.ts";
import type { FinalVerdict } from "../../run/verdicts.ts";

/** What becomes of a pair, and why. */
export type Disposition =
  | { readonly written: true }
  | {
      readonly written: false;
      /** Removed for good, or held until a person has looked. */
      readonly state: "removed" | "held";
      /** Id of the policy's rule, or one of {@link reasons}. */
      readonly rule: string;
      /** How many people said so; 0 where none did. */
      readonly reviewers: number;
    };

/** Reasons that are no rule of a policy. */
export const reasons = {
  denied: "on a list of known harm",
  recalled: "recalled after it was written",
  outside: "outside of the view that is curated",
  subtracted: "on the subtraction list",
  reviewer: "a reviewer said drop",
  unsure: "a reviewer was unsure",
  disputed: "reviewers disagree and nobody has adjudicated",
  changed: "the dataset no longer holds what was audited",
  gone: "the dataset no longer holds it at all",
  "not-audited": "the run has no scores for it",
  "not-writable": "the output format cannot hold it",
  unblurred:
    "its picture's faces cannot be looked for or blurred: it does not decode, moves, or is written in a row",
  "all-stripped":
    "nothing measured any field of its row that holds something, so nothing of it could be written",
} as const;

export type Reason = keyof typeof reasons;

/** What is known of a pair when its disposition is decided. */
export interface Known {
  readonly key: string;
  readonly sha256: string | null;
  readonly action: Action;
  /** The rule that decided; null where none fired. */
  readonly rule: string | null;
  /** Whether it is on a list of known harm. */
  readonly denied: boolean | null;
}

/** By what pairs are judged. */
export interface Judges {
  /** With numbers in place of names. */
  readonly verdicts: ReadonlyMap<string, FinalVerdict>;
  readonly disputed: ReadonlySet<string>;
  /** Keys and SHA-256 digests of images. */
  readonly subtract: ReadonlySet<string>;
  /** Whether pairs that the policy leaves to people pass where no person has looked. */
  readonly unreviewed: "hold" | "keep";
  /** Keys of the view that is curated; null is the whole run. */
  readonly only: ReadonlySet<string> | null;
}

export function notWritten(rule: Reason | string, state: "removed" | "held", reviewers = 0): Disposition {
  return { written: false, state, rule, reviewers };
}

/** A person's word outweighs the policy's; a list of what must go outweighs both, and known harm all. */
export function dispositionOf({ key, sha256, action, rule, denied }: Known, judges: Judges): Disposition {
  const { verdicts, disputed, subtract, unreviewed, only } = judges;
  if (denied === true) return notWritten("denied", "removed");
  if (only !== null && !only.has(key)) return notWritten("outside", "removed");
  if (subtract.has(key) || (sha256 !== null && subtract.has(sha256)))
    return notWritten("subtracted", "removed");
  if (disputed.has(key)) return notWritten("disputed", "held");
  const said = verdicts.get(key);
  if (said?.verdict === "keep") return { written: true };
  if (said?.verdict === "drop") return notWritten("reviewer", "removed", said.reviewers.length);
  if (said?.verdict === "unsure") return notWritten("unsure", "held", said.reviewers.length);
  if (action === "drop") return notWritten(rule ?? "policy", "removed");
  if (action === "review" && unreviewed === "hold") return notWritten(rule ?? "policy", "held");
  return { written: true };
}
