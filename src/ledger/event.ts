import type { Sealed } from "./sealed.ts";

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

/** What a model was trained on, as its manifest says. */
export interface Lineage {
  readonly dataset: string;
  readonly fingerprint: string;
  /** SHA-256 (hex) of the training set's card; null where the manifest names none. */
  readonly cardSha256: string | null;
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

/** The judgement at one stage hand-off, or after the last stage. */
export interface StageJudgement {
  readonly stage: string;
  /** Side of the picture, pixels. */
  readonly size: number;
  readonly verdict: "pass" | "block" | "fault";
  readonly rules: readonly string[];
  readonly scores: Readonly<Record<string, number>>;
}

/** A file that rests encrypted in the quarantine. */
export interface SealedFile {
  /** SHA-256 (hex) of the encrypted bytes, which name the file. */
  readonly sha256: string;
  readonly bytes: number;
}

/** One image and what every stage's filters said; `fault`: not a picture (not finite, black), told apart from a block. */
export interface ImageJudged {
  readonly type: "image-judged";
  readonly request: string;
  /** Which of the request's images, counted from 0. */
  readonly index: number;
  readonly verdict: "pass" | "block" | "fault";
  readonly rules: readonly string[];
  readonly stages: readonly StageJudgement[];
  /** Null where nothing was kept: a fault, or a block that the rules destroy at once. */
  readonly sealed: SealedFile | null;
  /** SHA-256 (hex) of the clear pixels' bytes, so that a release can be matched; null where nothing was kept. */
  readonly content: string | null;
  /** SHA-256 (hex) of the receipt; null where generation stopped before the last stage. */
  readonly receipt: string | null;
}

/** Written before anything is shown. */
export interface Revealed {
  readonly type: "reveal";
  /** Image id: `<request>.<index>`. */
  readonly image: string;
  /** Rung of the exposure ladder that may be shown from now on, 2 (edges) to 5 (colour). */
  readonly rung: number;
  readonly reason: Sealed | null;
}

export interface ImageReviewed {
  readonly type: "image-reviewed";
  readonly image: string;
  readonly verdict: "pass" | "reject";
  /** Highest rung that was shown, 0 (text) to 5 (colour). */
  readonly rung: number;
  /** Seconds that it took. */
  readonly seconds: number;
  readonly note: Sealed | null;
}

export interface Released {
  readonly type: "release";
  readonly image: string;
  readonly file: {
    readonly sha256: string;
    readonly bytes: number;
    readonly format: "png" | "jpeg" | "webp";
  };
  /** What the file says of its origin; null where it does not. */
  readonly provenance: {
    /** SHA-256 (hex) of the receipt that the file's C2PA manifest carries. */
    readonly c2pa: string | null;
    readonly iptc: boolean;
    /** Payload of the invisible watermark (hex). */
    readonly watermark: string | null;
  };
  readonly receipt: string;
}

/** Several images that were released before leave once more, drawn small in one file. */
export interface SheetReleased {
  readonly type: "sheet";
  /** Ids of the images on it, in order. */
  readonly images: readonly string[];
  readonly file: Released["file"];
  readonly provenance: Released["provenance"];
}

/** The sealed file is gone; its digest and scores stay. */
export interface Destroyed {
  readonly type: "destroyed";
  readonly image: string;
  readonly reason: Sealed;
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
  | ImageJudged
  | Revealed
  | ImageReviewed
  | Released
  | SheetReleased
  | Destroyed
  | Exception
  | Checkpointed;
