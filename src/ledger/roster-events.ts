import type { Sealed } from "./sealed.ts";

/** Roles of the roster. */
export const roles = ["requester", "reviewer", "auditor", "outsider", "steward", "recovery"] as const;
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
