import type { CardSigned } from "./card-signed.ts";
import type { DrawingEvent, Lineage } from "./drawing.ts";
import type {
  Destroyed,
  ImageJudged,
  ImageReviewed,
  Released,
  Revealed,
  SheetReleased,
} from "./image-events.ts";
import type { ImageRechecked } from "./recheck.ts";
import type { RosterChanged, RulesChanged } from "./roster-events.ts";
import type { Sealed } from "./sealed.ts";
import type {
  ClockSet,
  Consented,
  Enacted,
  Exception,
  Proposed,
  Repaired,
  Vetoed,
} from "./steward-events.ts";
import type { Submitted } from "./submitted.ts";

export type { Lineage } from "./drawing.ts";
export {
  type Person,
  type Quota,
  type Role,
  type RosterChanged,
  type RulesChanged,
  roles,
} from "./roster-events.ts";
export type { Change, Exception } from "./steward-events.ts";

/** What the prompt filters said. Scores are by column name. */
export interface PromptFacts {
  readonly model: string;
  /** SHA-256 (hex) of the model's canonical manifest; absent in ledgers from before it was asked for. */
  readonly manifest?: string;
  readonly prompt: Sealed;
  readonly negative: Sealed | null;
  /** Images asked for, at least 1. */
  readonly images: number;
  readonly seed: number | null;
  readonly purpose: Sealed | null;
  /** Ids of the prompt rules that fired. */
  readonly rules: readonly string[];
  readonly scores: Readonly<Record<string, number>>;
  /** SHA-256 (hex) of the policy that decided. */
  readonly policy: string;
  /** SHA-256 (hex) of what the prompt filters were: versions, word lists, models. */
  readonly filters: string;
}

export interface Requested extends PromptFacts {
  readonly type: "request";
  readonly verdict: "pass" | "needs-approval";
}

/** A prompt that the filters blocked: it counts against the quota, and ends here. */
export interface PromptBlocked extends PromptFacts {
  readonly type: "prompt-blocked";
}

export interface Approved {
  readonly type: "approval";
  /** `r` and the number of the request's entry. */
  readonly request: string;
  /** ISO 8601: when the grant ends. */
  readonly expires: string;
  readonly note: Sealed | null;
}

export interface Denied {
  readonly type: "denial";
  readonly request: string;
  readonly reason: Sealed;
}

/** Generation begins, or goes on after an interruption. */
export interface GenerationStarted {
  readonly type: "generation-started";
  readonly request: string;
  readonly model: string;
  /** SHA-256 (hex) of the canonical manifest. */
  readonly manifest: string;
  /** SHA-256 (hex) of every weight file as it was loaded, by path. */
  readonly weights: Readonly<Record<string, string>>;
  readonly lineage: Lineage | null;
  /** Number of the entry with the steward's exception, where the card does not do. */
  readonly exception: number | null;
  /** SHA-256 (hex) of the policy that judges its images. */
  readonly policy: string;
  /** Checks that cannot run here, and why. */
  readonly notChecked: readonly string[];
  /** SHA-256 (hex) of what the output filters were. */
  readonly filters: string;
  /** Ids of the model's stages, in order; absent in ledgers from before they were named. */
  readonly stages?: readonly string[];
  /** What the requester's program says it is: recorded, believed by nobody. */
  readonly client?: string;
}

/** A checkpoint was signed over the entries before this one. */
export interface Checkpointed {
  readonly type: "checkpoint";
  readonly size: number;
  /** RFC 6962 root (hex) of the first `size` entries. */
  readonly root: string;
}

/** Everything that a gate's ledger can say. */
export type GateEvent =
  | RosterChanged
  | RulesChanged
  | Requested
  | PromptBlocked
  | Approved
  | Denied
  | GenerationStarted
  | Submitted
  | DrawingEvent
  | ImageJudged
  | ImageRechecked
  | Revealed
  | ImageReviewed
  | Released
  | SheetReleased
  | Destroyed
  | Exception
  | Checkpointed
  | ClockSet
  | Repaired
  | CardSigned
  | Proposed
  | Consented
  | Vetoed
  | Enacted;
