import type { RosterChanged, RulesChanged } from "./roster-events.ts";
import type { Sealed } from "./sealed.ts";

/** A steward says that the time of this very entry is right, whatever the ledger's clock said before. */
export interface ClockSet {
  readonly type: "clock-set";
  readonly reason: Sealed;
}

/** A file that lies beside the ledger and counts for nothing. */
export interface AsideFile {
  readonly name: string;
  /** SHA-256 (hex) of its bytes. */
  readonly sha256: string;
  readonly bytes: number;
}

/** A steward answers for what was set aside because it could not stand in the ledger. */
export interface Repaired {
  readonly type: "repaired";
  readonly aside: readonly AsideFile[];
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

/** What no steward does alone where there is another. */
export type Change = RosterChanged | RulesChanged | Exception | ClockSet;

/** A steward wants a change, and other stewards have to agree. A clock is set to the time of this entry. */
export interface Proposed {
  readonly type: "proposal";
  readonly change: Change;
}

/**
 * Another steward agrees; who proposed did so already. The last one that is needed puts the change in force. Of two
 * stewards, others of the roster back by it what one of them vetoed, and agree by it to a clock.
 */
export interface Consented {
  readonly type: "consent";
  /** `c` and the number of the proposal's entry. */
  readonly proposal: string;
}

/** A proposal ends: by the other of two stewards, or by who made it. */
export interface Vetoed {
  readonly type: "veto";
  readonly proposal: string;
  readonly reason: Sealed;
}

/** One of two stewards puts in force what the other let pass for the stated delay. */
export interface Enacted {
  readonly type: "enactment";
  readonly proposal: string;
}
