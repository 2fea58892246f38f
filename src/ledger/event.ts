import type { DrawingEvent, Lineage } from "./drawing.ts";
import type {
  Destroyed,
  ImageJudged,
  ImageReviewed,
  Released,
  Revealed,
  SheetReleased,
} from "./image-events.ts";
import type { Sealed } from "./sealed.ts";
import type { ClockSet, Repaired } from "./steward-events.ts";

export type { Lineage } from "./drawing.ts";

/** Roles of the roster. */
export const roles = ["requester", "reviewer", "auditor", "steward"] as const;
export type Role = (typeof roles)[number];

/** A key of a person; `lost` and `revoked` keys sign nothing any more, and what they signed before stays valid. */
export interface RosterKey {
  /** OpenSSH fingerprint, `SHA256:…`. */
  readonly id: string;
  /** OpenSSH public key, `ssh-ed25519 AAAA…`, without a comment. */
  readonly public: string;
  readonly status: "active" | "lost" | "revoked";
}

/** A person of the gate. Entries name people by `id`, so that names can be redacted. */
export interface Person {
  /** `p` and 12 hexadecimal digits; stays when the key changes. */
  readonly id: string;
  readonly name: Sealed;
  readonly roles: readonly Role[];
  readonly keys: readonly RosterKey[];
  readonly status: "active" | "revoked";
  /** ISO 8601; from then on the person may do nothing. */
  readonly until: string | null;
  /** The person's own quota per day (UTC); null: the rules' quota. */
  readonly quota: Quota | null;
  /** age recipients (`age1…`) to whom images are sealed; reviewers and auditors have one. */
  readonly recipients: readonly string[];
}

/** What a person may use in one day (UTC). */
export interface Quota {
  readonly requests: number;
  readonly images: number;
}

/** The whole roster from now on; the first entry of a ledger is one, signed by a steward that it names. */
export interface RosterChanged {
  readonly type: "roster-changed";
  readonly people: readonly Person[];
  readonly reason: Sealed;
}

/** The whole rules from now on: the text of every file of `rules/` by its name. */
export interface RulesChanged {
  readonly type: "rules-changed";
  readonly files: Readonly<Record<string, string>>;
  readonly reason: Sealed;
}

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
}

/** A steward lets a model generate although no green card stands behind it. */
export interface Exception {
  readonly type: "exception";
  readonly model: string;
  /** SHA-256 (hex) of the canonical manifest: another manifest needs another exception. */
  readonly manifest: string;
  readonly reason: Sealed;
  readonly expires: string;
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
  | DrawingEvent
  | ImageJudged
  | Revealed
  | ImageReviewed
  | Released
  | SheetReleased
  | Destroyed
  | Exception
  | Checkpointed
  | ClockSet
  | Repaired;
